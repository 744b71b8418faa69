/**
 * Codecs for plain Java classes, by way of Kryo. Read {@link io.dataflow.kryo.KryoCodec} first. Knows the codecs of the API
 * and nothing of plans or engines; nothing of Kryo shows but the type of serializers.
 */
@NullMarked
package io.dataflow.kryo;

import org.jspecify.annotations.NullMarked;
