package io.dataflow.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultArraySerializers.ObjectArraySerializer;
import com.esotericsoftware.kryo.kryo5.serializers.MapSerializer;
import java.util.Collection;
import java.util.Map;

/** Kryo's own, which make room for no more than there are bytes ahead, whatever count they read. */
@SuppressWarnings({"rawtypes", "unchecked"}) // as Kryo's are
final class BoundedSerializers {
    private BoundedSerializers() {}

    private static int bounded(Input input, int size) {
        return Math.max(0, Math.min(size, input.limit() - input.position()));
    }

    static final class OfCollection extends CollectionSerializer<Collection> {
        @Override
        protected Collection create(Kryo kryo, Input input, Class type, int size) {
            return super.create(kryo, input, type, bounded(input, size));
        }
    }

    static final class OfMap extends MapSerializer<Map> {
        @Override
        protected Map create(Kryo kryo, Input input, Class type, int size) {
            return super.create(kryo, input, type, bounded(input, size));
        }
    }

    static final class OfArray extends ObjectArraySerializer {
        OfArray(Kryo kryo, Class type) {
            super(kryo, type);
        }

        @Override
        public Object[] read(Kryo kryo, Input input, Class type) {
            int before = input.position();
            int count = input.readVarInt(true) - 1;
            if (count > 0) {
                ((BoundedInput) input).require(count, 1);
            }
            input.setPosition(before);
            return super.read(kryo, input, type);
        }
    }
}
