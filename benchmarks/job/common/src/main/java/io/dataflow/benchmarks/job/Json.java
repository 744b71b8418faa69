package io.dataflow.benchmarks.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much JSON as results need: written from maps, lists, strings and numbers; read back if it is flat. */
final class Json {
    private Json() {}

    static String object(Map<String, ?> fields) {
        StringBuilder json = new StringBuilder();
        write(json, fields);
        return json.toString();
    }

    private static void write(StringBuilder json, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            String separator = "{";
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                json.append(separator);
                string(json, String.valueOf(field.getKey()));
                json.append(':');
                write(json, field.getValue());
                separator = ",";
            }
            json.append(fields.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> elements) {
            String separator = "[";
            for (Object element : elements) {
                json.append(separator);
                write(json, element);
                separator = ",";
            }
            json.append(elements.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            string(json, string);
        } else {
            json.append(value);
        }
    }

    private static void string(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** An object of strings and whole numbers. */
    static Map<String, Object> parseFlat(String json) {
        return new Parser(json).object();
    }

    private static final class Parser {
        private final String json;
        private int at;

        Parser(String json) {
            this.json = json;
        }

        Map<String, Object> object() {
            Map<String, Object> fields = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                String name = string();
                expect(':');
                fields.put(name, peek() == '"' ? string() : number());
                if (peek() == ',') {
                    at++;
                }
            }
            return fields;
        }

        private String string() {
            expect('"');
            StringBuilder value = new StringBuilder();
            while (peek() != '"') {
                char c = json.charAt(at++);
                if (c == '\\') {
                    c = peek();
                    at++;
                    if (c == 'u') {
                        c = (char) Integer.parseInt(json.substring(at, Math.min(at + 4, json.length())), 16);
                        at += 4;
                    }
                }
                value.append(c);
            }
            at++;
            return value.toString();
        }

        private Object number() {
            int start = at;
            while (Character.isDigit(peek()) || peek() == '-') {
                at++;
            }
            if (at == start) {
                throw malformed();
            }
            return Long.valueOf(json.substring(start, at));
        }

        private char peek() {
            if (at >= json.length()) {
                throw malformed();
            }
            return json.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw malformed();
            }
            at++;
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException("No flat JSON at character " + at + ": " + json);
        }
    }
}
