package io.dataflow.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a CSV file whose types nobody stated: its fields as strings. The names go along with each row when rows move
 * between tasks; a record of one's own is smaller and faster.
 *
 * <pre>{@code
 * session.read(Csv.files("customers.csv").header(true).rows())
 *         .filter(row -> row.get("name") != null)
 *         .map(row -> row.get("name") + " of " + row.get(2));
 * }</pre>
 *
 * @param columns the names of the columns; empty for a file without a header
 * @param fields null where the file says so; as many as there are columns, if those are named
 */
public record CsvRow(List<String> columns, List<@Nullable String> fields) {
    public CsvRow {
        columns = List.copyOf(columns);
        fields = Collections.unmodifiableList(new ArrayList<>(fields));
    }

    /** How many fields there are. */
    public int size() {
        return fields.size();
    }

    /** By position, from 0. */
    public @Nullable String get(int index) {
        return fields.get(index);
    }

    /** By the name in the header. */
    public @Nullable String get(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("No column " + column + "; there are " + columns);
        }
        return fields.get(index);
    }
}
