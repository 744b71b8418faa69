package acme;

import io.dataflow.api.Session;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.codec.language.Soundex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Groups names by how they sound: with a record, lambdas, a constant and a library that no worker has. */
public final class Sounds {
    private static final Logger LOG = LoggerFactory.getLogger(Sounds.class);
    private static final List<String> NAMES =
            List.of("Robert", "Rupert", "Rubin", "Ashcraft", "Ashcroft", "Tymczak", "Pfister", "Honeyman");

    private Sounds() {}

    record Person(String name, long number) {}

    static Person person(long number) {
        if (number == 0) {
            LOG.info("the first person is made by {}", Sounds.class.getClassLoader());
        }
        return new Person(NAMES.get((int) (number % NAMES.size())), number);
    }

    /** As {@code A261=20000 H555=10000 ...}. */
    static String of(Session session) {
        return session.range(0, 80_000)
                .map(Sounds::person)
                .groupBy(person -> new Soundex().encode(person.name()))
                .count()
                .collect()
                .stream()
                .map(group -> group.first() + "=" + group.second())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
