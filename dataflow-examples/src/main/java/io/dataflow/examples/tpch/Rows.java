package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results as text. */
public final class Rows {
    private static final String SEPARATOR = "|";

    private Rows() {}

    /**
     * The components with {@code |} between them, those of a record within it in its place. Decimals have the digits that
     * {@link Decimal} says, an empty {@code Optional} is NULL.
     */
    public static Text line(Record row) throws ReflectiveOperationException {
        List<String> columns = new ArrayList<>();
        append(row, columns);
        return Text.of(String.join(SEPARATOR, columns));
    }

    private static void append(Record row, List<String> columns) throws ReflectiveOperationException {
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(row);
            if (value instanceof Record nested) {
                append(nested, columns);
            } else {
                columns.add(column(value, component.getAnnotation(Decimal.class)));
            }
        }
    }

    private static String column(Object value, @Nullable Decimal decimal) {
        if (value instanceof Optional<?> optional) {
            return optional.map(present -> column(present, decimal)).orElse("NULL");
        }
        if (value instanceof Double number) {
            double scaled = decimal == null ? number : number / Math.pow(10, decimal.value());
            return new BigDecimal(Double.toString(scaled)).toPlainString();
        }
        return decimal == null
                ? value.toString()
                : BigDecimal.valueOf(((Number) value).longValue(), decimal.value())
                        .toPlainString();
    }
}
