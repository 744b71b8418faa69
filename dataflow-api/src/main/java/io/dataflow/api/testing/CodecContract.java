package io.dataflow.api.testing;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.failure.DataflowException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a {@link Codec} promises, on values that a test gives it:
 *
 * <pre>{@code
 * CodecContract.check(new MoneyCodec(), List.of(new Money(1, "EUR"), new Money(-1, "EUR"), new Money(1, "USD")));
 * }</pre>
 *
 * <ul>
 *   <li>the codec can be sent, and its copy writes the same bytes;
 *   <li>a value is encoded to the same bytes each time and wherever they stand, and nothing else is changed;
 *   <li>it comes back equal, its bytes are all read and no more, and it is encoded again to the same bytes;
 *   <li>two values are equal exactly when their bytes are;
 *   <li>bytes that were cut off are refused, and bytes that were changed are refused or decoded, with no exception but a
 *       {@link DataflowException};
 *   <li>ordered bytes have the order of the values, and none is a prefix of another.
 * </ul>
 *
 * <p>Good values include equal ones, neighbours, extremes, empty ones and random ones. Each pair of them is compared, so the
 * time grows with the square of their number. Needs no test framework: what fails is an {@link AssertionError}.
 */
public final class CodecContract<T> {
    /** Bytes around those of the value, which the codec must neither change nor read. */
    private static final byte[] AROUND = {5, (byte) 0x80, 0};

    /** Enough for every kind of field a value may have, while values of a megabyte are still cheap. */
    private static final int CUTS = 200;

    private static final int CHANGES = 50;
    private static final int SHOWN_CHARACTERS = 200;

    private final Codec<T> codec;
    private final BiPredicate<? super T, ? super T> equality;
    private final @Nullable Comparator<? super T> order;

    private CodecContract(
            Codec<T> codec, BiPredicate<? super T, ? super T> equality, @Nullable Comparator<? super T> order) {
        this.codec = codec;
        this.equality = equality;
        this.order = order;
    }

    /** Checks the codec; values are equal by {@link Objects#deepEquals} and ordered naturally, if they are. */
    public static <T> void check(Codec<T> codec, Collection<? extends T> values) {
        of(codec).check(values);
    }

    /** A check that can be told how values are compared. */
    public static <T> CodecContract<T> of(Codec<T> codec) {
        return new CodecContract<>(codec, Objects::deepEquals, null);
    }

    /** Two values are meant to have the same bytes when {@code same} says so; for classes without {@code equals}. */
    public CodecContract<T> equality(BiPredicate<? super T, ? super T> same) {
        return new CodecContract<>(codec, same, order);
    }

    /** The codec is meant to be ordered, as {@code meant} orders. Values that this puts together may still be different. */
    public CodecContract<T> order(Comparator<? super T> meant) {
        return new CodecContract<>(codec, equality, meant);
    }

    /** Fails with an {@link AssertionError} that names the codec, the value and what is wrong. */
    public void check(Collection<? extends T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A codec cannot be checked without values");
        }
        List<Encoded<T>> all = new ArrayList<>();
        for (T value : values) {
            all.add(encoded(Objects.requireNonNull(value, "codecs encode no nulls")));
        }
        checkCopy(all);
        Random random = new Random(all.size());
        for (Encoded<T> one : all) {
            checkRoundTrip(one);
            checkCut(one);
            checkChanged(one, random);
        }
        for (Encoded<T> one : all) {
            all.forEach(other -> checkEquality(one, other));
        }
        if (order != null || codec.ordered()) {
            checkOrder(all);
        }
    }

    private record Encoded<T>(T value, byte[] bytes) {}

    private Encoded<T> encoded(T value) {
        byte[] bytes = encode(codec, value);
        require(Arrays.equals(bytes, encode(codec, value)), value, "is encoded to other bytes the second time");
        return new Encoded<>(value, bytes);
    }

    private byte[] encode(Codec<T> by, T value) {
        ByteOutput output = new ByteOutput(AROUND.length);
        output.writeBytes(AROUND);
        try {
            by.encode(value, output);
        } catch (RuntimeException e) {
            throw failed(value, "cannot be encoded: " + e, e);
        }
        return appended(value, output);
    }

    private byte[] appended(T value, ByteOutput output) {
        byte[] bytes = output.toByteArray();
        int start = AROUND.length;
        require(
                bytes.length >= start && Arrays.equals(bytes, 0, start, AROUND, 0, start),
                value,
                "is not appended: bytes in front of it were changed");
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private void checkCopy(List<Encoded<T>> all) {
        Codec<T> copy = copy();
        for (Encoded<T> one : all) {
            require(
                    Arrays.equals(one.bytes, encode(copy, one.value)),
                    one.value,
                    "is encoded to other bytes by a codec that was serialized and read again");
        }
    }

    @SuppressWarnings("unchecked") // what was written
    private Codec<T> copy() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(written)) {
            output.writeObject(codec);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(name() + " cannot be sent to workers: " + e, e);
        }
        InputStream read = new ByteArrayInputStream(written.toByteArray());
        try (ObjectInputStream input = new CodecObjects(read, codec.getClass().getClassLoader())) {
            return (Codec<T>) input.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new AssertionError(name() + " cannot be read by workers: " + e, e);
        }
    }

    /** Finds classes where the codec's own comes from. */
    private static final class CodecObjects extends ObjectInputStream {
        private final @Nullable ClassLoader loader;

        CodecObjects(InputStream input, @Nullable ClassLoader loader) throws IOException {
            super(input);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }
    }

    private void checkRoundTrip(Encoded<T> one) {
        byte[] page = new byte[2 * AROUND.length + one.bytes.length];
        System.arraycopy(AROUND, 0, page, 0, AROUND.length);
        System.arraycopy(one.bytes, 0, page, AROUND.length, one.bytes.length);
        System.arraycopy(AROUND, 0, page, AROUND.length + one.bytes.length, AROUND.length);
        byte[] before = page.clone();
        ByteInput input = new ByteInput();
        input.reset(page, AROUND.length, one.bytes.length + AROUND.length);
        T decoded;
        try {
            decoded = codec.decode(input);
        } catch (RuntimeException e) {
            throw failed(one.value, "cannot be decoded: " + e, e);
        }
        int unread = input.remaining() - AROUND.length;
        require(unread <= 0, one.value, "is decoded without " + unread + " of its bytes");
        require(unread >= 0, one.value, "is decoded with " + -unread + " bytes that are not its own");
        require(Arrays.equals(page, before), one.value, "is decoded from bytes that decoding changes");
        require(decoded != null && equality.test(one.value, decoded), one.value, "comes back as " + shown(decoded));
        require(
                Arrays.equals(one.bytes, encode(codec, decoded)),
                one.value,
                "comes back as a value that is encoded to other bytes");
    }

    private void checkCut(Encoded<T> one) {
        int cuts = Math.min(CUTS, one.bytes.length);
        for (int i = 0; i < cuts; i++) {
            int length = (int) ((long) one.bytes.length * i / cuts);
            require(
                    !decodes(one, Arrays.copyOf(one.bytes, length)),
                    one.value,
                    "is decoded from its first " + length + " bytes alone; its encoding must tell where it ends");
        }
    }

    private void checkChanged(Encoded<T> one, Random random) {
        for (int i = 0; i < CHANGES && one.bytes.length > 0; i++) {
            byte[] changed = Arrays.copyOf(one.bytes, one.bytes.length + random.nextInt(3));
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            decodes(one, changed);
        }
    }

    private boolean decodes(Encoded<T> one, byte[] bytes) {
        try {
            codec.decode(new ByteInput(bytes));
            return true;
        } catch (DataflowException refused) {
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw failed(
                    one.value,
                    "was cut or changed to " + shown(Arrays.toString(bytes)) + ", and decoding that threw " + e
                            + " instead of a DataflowException of kind BAD_DATA",
                    e);
        }
    }

    private void checkEquality(Encoded<T> one, Encoded<T> other) {
        boolean equalBytes = Arrays.equals(one.bytes, other.bytes);
        require(
                equalBytes == equality.test(one.value, other.value),
                one.value,
                (equalBytes ? "has the same bytes as " : "is equal, but has other bytes than ")
                        + shown(other.value)
                        + (equalBytes ? ", but is not equal" : ""));
    }

    private void checkOrder(List<Encoded<T>> all) {
        if (!codec.ordered()) {
            throw new AssertionError(name() + " is meant to be ordered, but says that it is not");
        }
        Comparator<? super T> meant = order == null ? naturalOrder(all) : order;
        List<byte[]> ordered = all.stream().map(one -> encodeOrdered(one.value)).toList();
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                checkOrder(all.get(i).value, ordered.get(i), all.get(j).value, ordered.get(j), meant);
            }
        }
    }

    @SuppressWarnings("unchecked") // values of one type that are comparable compare with each other
    private @Nullable Comparator<? super T> naturalOrder(List<Encoded<T>> all) {
        boolean comparable = all.stream().allMatch(one -> one.value instanceof Comparable<?>);
        return comparable ? (a, b) -> ((Comparable<T>) a).compareTo(b) : null;
    }

    private byte[] encodeOrdered(T value) {
        ByteOutput output = new ByteOutput(AROUND.length);
        output.writeBytes(AROUND);
        try {
            codec.encodeOrdered(value, output);
        } catch (RuntimeException e) {
            throw failed(value, "has no ordered bytes: " + e, e);
        }
        byte[] bytes = appended(value, output);
        require(bytes.length > 0, value, "has no ordered byte; one at least is needed");
        return bytes;
    }

    private void checkOrder(T one, byte[] oneBytes, T other, byte[] otherBytes, @Nullable Comparator<? super T> meant) {
        int found = Integer.signum(Arrays.compareUnsigned(oneBytes, otherBytes));
        int common = Math.min(oneBytes.length, otherBytes.length);
        require(
                found == 0 || Arrays.mismatch(oneBytes, otherBytes) < common,
                one,
                "has ordered bytes of which those of " + shown(other) + " are a part, or the other way round");
        if (meant != null) {
            int expected = Integer.signum(meant.compare(one, other));
            require(
                    found == expected,
                    one,
                    "has ordered bytes that are " + relation(found) + " those of " + shown(other) + ", but is itself "
                            + relation(expected) + " it");
        }
    }

    private static String relation(int sign) {
        return sign == 0 ? "equal to" : sign < 0 ? "before" : "behind";
    }

    private void require(boolean holds, T value, String otherwise) {
        if (!holds) {
            throw failed(value, otherwise, null);
        }
    }

    private AssertionError failed(T value, String what, @Nullable Throwable cause) {
        return new AssertionError(name() + ": the value " + shown(value) + " " + what, cause);
    }

    private String name() {
        String text = codec.toString();
        String type = codec.getClass().getName();
        return text.startsWith("codec of ") ? "The " + text : "The codec " + type;
    }

    private static String shown(@Nullable Object value) {
        String text;
        try {
            text = value != null && value.getClass().isArray()
                    ? Arrays.deepToString(new Object[] {value})
                    : String.valueOf(value);
        } catch (RuntimeException e) {
            text = "a value that cannot describe itself";
        }
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
