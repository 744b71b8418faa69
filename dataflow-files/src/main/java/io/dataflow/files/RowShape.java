package io.dataflow.files;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A type as a row of columns: a scalar is one, a record has one for each component, and those of a record within it are
 * {@code outer.inner}. Immutable but for the arrays it is given.
 */
final class RowShape {
    /** Deeper, a record most likely contains itself. */
    private static final int MAX_DEPTH = 20;

    private static final String REMEDY =
            "; a column is a number, text, a date, a time, an enum or an Optional of these. Map the records first, or use"
                    + " JsonLines";

    private final ValueType type;
    private final List<Column> columns;
    private final Node root;

    private RowShape(ValueType type, List<Column> columns, Node root) {
        this.type = type;
        this.columns = List.copyOf(columns);
        this.root = root;
    }

    /** @param scalar null when only the values tell; then they are read as strings */
    record Column(String name, @Nullable Scalar scalar) {
        String print(Object value) {
            return scalar == null ? printUnknown(value) : scalar.print(value);
        }

        private String printUnknown(Object value) {
            Scalar known = Scalar.of(value.getClass());
            if (known == null) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "Column " + name + ": a " + value.getClass().getName() + " cannot be written as CSV" + REMEDY);
            }
            return known.print(value);
        }
    }

    /** @param patterns of dates and times, by class name */
    static RowShape of(ValueType type, Map<String, String> patterns) {
        List<Column> columns = new ArrayList<>();
        Node root = new Builder(patterns, columns).node("", type, 0);
        return new RowShape(type, columns, root);
    }

    List<Column> columns() {
        return columns;
    }

    ValueType type() {
        return type;
    }

    /** One value, not a record of them: the name of its column says nothing. */
    boolean isScalar() {
        return !type.raw().isRecord();
    }

    /** Throws {@link BadValueException} when a value may not be null, or a constructor refuses them. */
    Object build(@Nullable Object[] values) {
        Object value = root.build(values);
        if (value == null) {
            throw new BadValueException("", "the only value is null, and records never are");
        }
        return value;
    }

    void take(Object record, @Nullable Object[] values) {
        root.take(record, values);
    }

    private interface Node {
        @Nullable
        Object build(@Nullable Object[] values);

        void take(@Nullable Object value, @Nullable Object[] values);

        boolean isNull(@Nullable Object[] values);
    }

    private record Builder(Map<String, String> patterns, List<Column> columns) {
        Node node(String name, ValueType type, int depth) {
            Class<?> raw = type.raw();
            if (depth > MAX_DEPTH) {
                throw refused(name, raw, "is nested more than " + MAX_DEPTH + " records deep");
            }
            if (raw == Optional.class) {
                ValueType inner = type.arguments().isEmpty()
                        ? ValueType.UNKNOWN
                        : type.arguments().get(0);
                return new Maybe(node(name, inner, depth + 1));
            }
            Scalar scalar = Scalar.of(raw, patterns.get(raw.getName()));
            if (scalar != null || type.isUnknown()) {
                columns.add(new Column(name.isEmpty() ? "value" : name, scalar));
                return new Leaf(columns.size() - 1);
            }
            if (!raw.isRecord()) {
                throw refused(name, raw, "cannot be a column");
            }
            return nested(name, type, depth);
        }

        private Node nested(String name, ValueType type, int depth) {
            RecordType record = RecordType.of(type);
            List<Node> children = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (RecordType.Part part : record.parts()) {
                String child = name.isEmpty() ? part.name() : name + "." + part.name();
                names.add(child);
                children.add(node(child, part.type(), depth + 1));
            }
            if (children.isEmpty()) {
                throw refused(name, type.raw(), "has no components");
            }
            return new Nested(record, children.toArray(Node[]::new), names.toArray(String[]::new), depth == 0);
        }

        private static DataflowException refused(String name, Class<?> type, String why) {
            return new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "CSV: " + (name.isEmpty() ? "" : name + ", ") + type.getTypeName() + " " + why + REMEDY);
        }
    }

    private record Leaf(int index) implements Node {
        @Override
        public @Nullable Object build(@Nullable Object[] values) {
            return values[index];
        }

        @Override
        public void take(@Nullable Object value, @Nullable Object[] values) {
            values[index] = value;
        }

        @Override
        public boolean isNull(@Nullable Object[] values) {
            return values[index] == null;
        }
    }

    private record Maybe(Node value) implements Node {
        @Override
        public Object build(@Nullable Object[] values) {
            return Optional.ofNullable(value.build(values));
        }

        @Override
        public void take(@Nullable Object optional, @Nullable Object[] values) {
            value.take(optional == null ? null : ((Optional<?>) optional).orElse(null), values);
        }

        @Override
        public boolean isNull(@Nullable Object[] values) {
            return value.isNull(values);
        }
    }

    /** A record; one within another is null when all its columns are. */
    private static final class Nested implements Node {
        private final RecordType type;
        private final Node[] children;
        private final String[] names;
        private final boolean isRoot;

        Nested(RecordType type, Node[] children, String[] names, boolean isRoot) {
            this.type = type;
            this.children = children;
            this.names = names;
            this.isRoot = isRoot;
        }

        @Override
        public @Nullable Object build(@Nullable Object[] values) {
            if (!isRoot && isNull(values)) {
                return null;
            }
            @Nullable Object[] parts = new @Nullable Object[children.length];
            for (int i = 0; i < children.length; i++) {
                parts[i] = children[i].build(values);
                if (parts[i] == null && type.parts().get(i).primitive()) {
                    throw new BadValueException(
                            "column " + names[i],
                            "there is no value, and " + type.parts().get(i).type() + " as a primitive has no null");
                }
            }
            return type.construct(parts);
        }

        @Override
        public void take(@Nullable Object record, @Nullable Object[] values) {
            for (int i = 0; i < children.length; i++) {
                children[i].take(record == null ? null : type.parts().get(i).of(record), values);
            }
        }

        @Override
        public boolean isNull(@Nullable Object[] values) {
            for (Node child : children) {
                if (!child.isNull(values)) {
                    return false;
                }
            }
            return true;
        }
    }
}
