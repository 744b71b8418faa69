package com.acme;

import io.dataflow.api.function.Fn1;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A program of a user, with functions that capture good and bad things. Each is handed to an operator. */
public final class Report implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Not serializable. */
    public static final class Db {
        public String query(String key) {
            return key;
        }
    }

    /** Not serializable itself; its functions capture it. */
    public static final class Bean {
        private final int offset = 1;

        public void usesThis(Consumer<Object> operator) {
            Fn1<Integer, Integer> function = value -> value + offset;
            operator.accept(function);
        }
    }

    /** A function that is an ordinary class. */
    public static final class Lookup implements Fn1<String, String> {
        private static final long serialVersionUID = 1L;

        private final Holder holder = new Holder();

        @Override
        public String apply(String value) {
            return holder.deeper.get("db").db.query(value);
        }
    }

    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;

        private final transient Db ignored = new Db();

        @SuppressWarnings("serial")
        private final Map<String, Leaf> deeper = Map.of("db", new Leaf());
    }

    private static final class Leaf implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Db db = new Db();
    }

    private static final class Refuses implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("not today\nnor tomorrow");
        }
    }

    private static final class Link implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Link next;

        private Link(Link next) {
            this.next = next;
        }
    }

    @SuppressWarnings("serial")
    private final Db connection = new Db();

    public void usesField(Consumer<Object> operator) {
        Fn1<String, String> function = key -> connection.query(key);
        operator.accept(function);
    }

    public static void usesSecondLocal(Consumer<Object> operator) {
        String prefix = "a";
        Db db = new Db();
        Fn1<String, String> function = key -> prefix + db.query(key);
        operator.accept(function);
    }

    public static void usesReceiver(Consumer<Object> operator) {
        Fn1<String, String> function = new Db()::query;
        operator.accept(function);
    }

    public static void usesNested(Consumer<Object> operator) {
        Db db = new Db();
        Fn1<String, String> inner = db::query;
        Fn1<String, String> function = key -> inner.apply(key);
        operator.accept(function);
    }

    public static void usesPlainLambda(Consumer<Object> operator) {
        Supplier<String> supplier = () -> "x";
        Fn1<String, String> function = key -> key + supplier.get();
        operator.accept(function);
    }

    public static void usesList(Consumer<Object> operator) {
        List<Object> list = new ArrayList<>(List.of("good", new Db()));
        Fn1<Integer, Object> function = list::get;
        operator.accept(function);
    }

    public static void usesArray(Consumer<Object> operator) {
        Object[] array = {"good", 1, new Db()};
        Fn1<Integer, Object> function = index -> array[index];
        operator.accept(function);
    }

    public static void usesClosedJdkClass(Consumer<Object> operator) {
        AtomicReference<Db> reference = new AtomicReference<>(new Db());
        Fn1<String, String> function = key -> reference.get().query(key);
        operator.accept(function);
    }

    public static void usesAnonymousClass(Consumer<Object> operator) {
        new Object() {
            void run() {
                operator.accept(new Fn1<String, String>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String apply(String value) {
                        return value + name();
                    }
                });
            }

            String name() {
                return "outer";
            }
        }.run();
    }

    public static void usesRefusal(Consumer<Object> operator) {
        Refuses refuses = new Refuses();
        Fn1<String, String> function = key -> key + (refuses == null);
        operator.accept(function);
    }

    public static void usesDeepList(Consumer<Object> operator) {
        Link link = null;
        for (int i = 0; i < 200_000; i++) {
            link = new Link(link);
        }
        Link last = link;
        Fn1<String, String> function = key -> key + (last.next == null);
        operator.accept(function);
    }

    public static void usesBytes(int sizeBytes, Consumer<Object> operator) {
        byte[] bytes = new byte[sizeBytes];
        Fn1<Integer, Integer> function = index -> (int) bytes[index];
        operator.accept(function);
    }

    public static void isFine(Consumer<Object> operator) {
        int offset = 3;
        Fn1<Integer, Integer> function = value -> value + offset;
        operator.accept(function);
    }
}
