package io.dataflow.benchmarks.micro;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Libraries that parse CSV, JSON and numbers, on records of a number, a name, a quoted text and a price; nanoseconds for each
 * record, from UTF-8 bytes to fields as strings. The answer of each is the sum of its fields' lengths, or of the prices.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParsingBenchmark {
    private static final int RECORDS = 10_000;

    private byte[] csv = new byte[0];
    private byte[] json = new byte[0];
    private final String[] prices = new String[RECORDS];
    private final CsvMapper mapper =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();
    private final JsonFactory factory = new JsonFactory();

    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(1);
        StringBuilder csvLines = new StringBuilder();
        StringBuilder jsonLines = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            int number = random.nextInt(1_000_000);
            String name = "customer " + random.nextInt(10_000);
            String text = "a remark, with a comma, of " + random.nextInt(1_000) + " words";
            prices[i] = Double.toString(random.nextInt(100_000_000) / 1000.0);
            csvLines.append(number)
                    .append(',')
                    .append(name)
                    .append(",\"")
                    .append(text)
                    .append("\",")
                    .append(prices[i])
                    .append('\n');
            jsonLines
                    .append("{\"number\":")
                    .append(number)
                    .append(",\"name\":\"")
                    .append(name)
                    .append("\",\"text\":\"")
                    .append(text)
                    .append("\",\"price\":")
                    .append(prices[i])
                    .append("}\n");
        }
        csv = csvLines.toString().getBytes(StandardCharsets.UTF_8);
        json = jsonLines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Reader reader(byte[] bytes) {
        return new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long csvByFastCsv() throws IOException {
        long length = 0;
        try (CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord(reader(csv))) {
            for (CsvRecord line : records) {
                for (int field = 0; field < line.getFieldCount(); field++) {
                    length += line.getField(field).length();
                }
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long csvByJackson() throws IOException {
        long length = 0;
        try (MappingIterator<String[]> records =
                mapper.readerFor(String[].class).readValues(reader(csv))) {
            while (records.hasNextValue()) {
                for (String field : records.nextValue()) {
                    length += field.length();
                }
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long csvByCommonsCsv() throws IOException {
        long length = 0;
        for (CSVRecord line : CSVFormat.RFC4180.parse(reader(csv))) {
            for (String field : line) {
                length += field.length();
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long jsonByJackson() throws IOException {
        long length = 0;
        try (JsonParser parser = factory.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    length += parser.getText().length();
                }
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long jsonByGson() throws IOException {
        long length = 0;
        JsonReader parser = new JsonReader(reader(json));
        parser.setStrictness(Strictness.LENIENT);
        for (int i = 0; i < RECORDS; i++) {
            parser.beginObject();
            while (parser.hasNext()) {
                boolean named = !parser.nextName().isEmpty();
                length += named ? parser.nextString().length() : 0;
            }
            parser.endObject();
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public double numbersByFastDoubleParser() {
        double sum = 0;
        for (String price : prices) {
            sum += JavaDoubleParser.parseDouble(price);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public double numbersByTheJdk() {
        double sum = 0;
        for (String price : prices) {
            sum += Double.parseDouble(price);
        }
        return sum;
    }
}
