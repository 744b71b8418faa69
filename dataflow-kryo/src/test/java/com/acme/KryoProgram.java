package com.acme;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import java.util.Random;

/** Encodes and decodes once, in a JVM of its own. */
public final class KryoProgram {
    private KryoProgram() {}

    public static void main(String[] arguments) {
        Shop.OrderCodec codec = new Shop.OrderCodec();
        Shop.Order order = Shop.Order.random(new Random(1));
        ByteOutput output = new ByteOutput();
        codec.encode(order, output);
        if (!codec.decode(new ByteInput(output.toByteArray())).equals(order)) {
            System.exit(1);
        }
        System.exit(System.getProperty("kryo.unsafe") == null ? 0 : 2);
    }
}
