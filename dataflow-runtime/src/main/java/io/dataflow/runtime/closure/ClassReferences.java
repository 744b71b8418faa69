package io.dataflow.runtime.closure;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the classes that a class file mentions, read from its constant pool:
 *
 * <pre>
 * u4 magic, u2 minor, u2 major, u2 count, then count - 1 entries, each a u1 tag and
 *   1            text: u2 length, bytes            names of classes inside descriptors and signatures
 *   7            class: u2 index of its name       name, or descriptor of an array
 *   others       skipped by their fixed length; 5 and 6 count twice
 * </pre>
 *
 * <p>Every text that looks like a descriptor or a signature is taken for one, so the result may hold a few names of
 * classes that do not exist.
 */
final class ClassReferences {
    private static final int MAGIC = 0xCAFEBABE;

    private final Set<String> names = new LinkedHashSet<>();

    private ClassReferences() {}

    /** Names as {@link Class#getName} gives them; fails when the bytes are no class file. */
    static Set<String> in(byte[] classFile) throws IOException {
        ClassReferences references = new ClassReferences();
        references.read(new DataInputStream(new ByteArrayInputStream(classFile)));
        return references.names;
    }

    private void read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("it does not start with 0xCAFEBABE");
        }
        in.readInt();
        int count = in.readUnsignedShort();
        String[] texts = new String[count];
        int[] classes = new int[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classes[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> skip(in, 3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++;
                }
                default -> throw new IOException("constant " + i + " has the unknown tag " + tag);
            }
        }
        for (int nameIndex : classes) {
            if (nameIndex != 0) {
                addClass(nameIndex < count ? texts[nameIndex] : null);
            }
        }
        for (String text : texts) {
            if (text != null && isSignature(text)) {
                addSignature(text);
            }
        }
    }

    private static void skip(DataInputStream in, int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            in.readByte();
        }
    }

    private void addClass(@Nullable String name) throws IOException {
        if (name == null) {
            throw new IOException("a class constant has no name");
        }
        if (name.startsWith("[")) {
            addSignature(name);
        } else {
            names.add(name.replace('/', '.'));
        }
    }

    private static boolean isSignature(String text) {
        return !text.isEmpty() && "([<L".indexOf(text.charAt(0)) >= 0 && text.indexOf(';') > 0;
    }

    /** Adds what stands between each {@code L} that begins a type and the {@code ;} or {@code <} that ends its name. */
    private void addSignature(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == 'L') {
                i = addName(text, i + 1);
            } else if (c == 'T' || c == '.') {
                i = endOfName(text, i + 1);
            } else {
                i++;
            }
        }
    }

    private int addName(String text, int start) {
        int end = endOfName(text, start);
        boolean terminated = end < text.length() && (text.charAt(end) == ';' || text.charAt(end) == '<');
        if (terminated && end > start) {
            names.add(text.substring(start, end).replace('/', '.'));
        }
        return end;
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && ";<>:().[".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
