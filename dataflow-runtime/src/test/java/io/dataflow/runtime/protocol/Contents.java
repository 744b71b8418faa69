package io.dataflow.runtime.protocol;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Records as text that tells whether they hold the same; records with arrays are never equal otherwise. */
public final class Contents {
    private static final int MAX_SHOWN = 40;

    private Contents() {}

    public static List<String> ofAll(List<?> values) {
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.add(of(value)));
        return all;
    }

    public static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length <= MAX_SHOWN
                    ? Arrays.toString(bytes)
                    : bytes.length + " bytes with hash " + Arrays.hashCode(bytes);
        }
        if (value instanceof long[] longs) {
            return longs.length <= MAX_SHOWN
                    ? Arrays.toString(longs)
                    : longs.length + " longs with hash " + Arrays.hashCode(longs);
        }
        if (value instanceof List<?> list) {
            return ofAll(list).toString();
        }
        if (value instanceof Parcel parcel) {
            return of(parcel.bytes());
        }
        return value instanceof Record fields ? ofRecord(fields) : String.valueOf(value);
    }

    private static String ofRecord(Record value) {
        StringJoiner text = new StringJoiner(", ", value.getClass().getName() + "[", "]");
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                text.add(component.getName() + "=" + of(component.getAccessor().invoke(value)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new LinkageError("A record that cannot be read: " + value.getClass(), e);
            }
        }
        return text.toString();
    }
}
