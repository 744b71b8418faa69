package io.dataflow.files;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which field of a file goes to which column of a shape. Immutable. */
final class ColumnBinding {
    /** By field; -1 for one that nobody asks for. */
    private final int[] columns;

    private ColumnBinding(int[] columns) {
        this.columns = columns;
    }

    static ColumnBinding inOrder(int count) {
        int[] columns = new int[count];
        Arrays.setAll(columns, i -> i);
        return new ColumnBinding(columns);
    }

    /**
     * By name: the same one, else the only one with the same letters and digits, capitals aside.
     *
     * @param file where the names are from, for messages
     */
    static ColumnBinding byName(List<String> names, List<RowShape.Column> wanted, boolean missingAllowed, String file) {
        int[] columns = new int[names.size()];
        Arrays.fill(columns, -1);
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i).name();
            int field = find(name, names, file);
            if (field < 0 && !missingAllowed) {
                throw new DataflowException(
                        FailureKind.BAD_DATA,
                        file + " has no column " + name + "; it has " + shortened(names)
                                + ". Name the component as the column, state columns(...), or allow missingColumns(true)");
            }
            if (field >= 0 && columns[field] >= 0) {
                throw new DataflowException(
                        FailureKind.BAD_DATA,
                        file + ": the column " + names.get(field) + " would go to both "
                                + wanted.get(columns[field]).name() + " and " + name);
            }
            if (field >= 0) {
                columns[field] = i;
            }
        }
        return new ColumnBinding(columns);
    }

    private static int find(String name, List<String> names, String file) {
        int same = only(name, names, name::equals, file);
        String plain = plain(name);
        return same >= 0
                ? same
                : only(name, names, candidate -> plain(candidate).equals(plain), file);
    }

    private static int only(
            String name, List<String> names, java.util.function.Predicate<String> condition, String file) {
        int found = -1;
        for (int i = 0; i < names.size(); i++) {
            if (condition.test(names.get(i))) {
                if (found >= 0) {
                    throw new DataflowException(
                            FailureKind.BAD_DATA,
                            file + " has two columns for " + name + ": number " + (found + 1) + " and number " + (i + 1)
                                    + "; state the names with columns(...)");
                }
                found = i;
            }
        }
        return found;
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    private static String shortened(List<String> names) {
        String all = String.join(", ", names);
        return all.length() <= BadRecord.MAX_TEXT_CHARACTERS
                ? all
                : all.substring(0, BadRecord.MAX_TEXT_CHARACTERS) + "...";
    }

    int fieldCount() {
        return columns.length;
    }

    int columnOf(int field) {
        return field < columns.length ? columns[field] : -1;
    }
}
