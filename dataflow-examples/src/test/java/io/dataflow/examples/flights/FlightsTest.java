package io.dataflow.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.examples.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class FlightsTest {
    private static final String AIRPORTS =
            """
            1,"North Pole, International","","Nowhere","NPL","XNPL",90,0,0,\\N,\\N,\\N,"airport","Test"
            2,"Null Island","Null","Sea","NUL",\\N,0,0,0,0,"U",\\N,"airport","Test"
            3,"Antipode of Null Island","","Sea",\\N,"XANT",0,180,0,\\N,\\N,\\N,"airport","Test"
            4,"Strip without a code","","Sea",\\N,\\N,0,90,0,\\N,\\N,\\N,"airport","Test"
            """;
    private static final String AIRLINES =
            """
            10,"Polar",\\N,"","POL","","Nowhere","Y"
            11,"Parked",\\N,"","PRK","","Nowhere","N"
            12,"Stateless",\\N,\\N,\\N,\\N,\\N,"Y"
            13,"Blank",\\N,"",\\N,"","","N"
            14,"Sea Lions",\\N,"","SEA","","Sea","Y"
            """;
    private static final String ROUTES =
            """
            PO,10,NPL,1,NUL,2,,0,CR2
            PO,10,NUL,2,NPL,1,Y,0,CR2
            PO,10,NUL,2,XANT,3,,1,CR2
            SL,14,NUL,2,XANT,3,,0,
            SL,14,NUL,2,?,4,,0,
            ZZ,\\N,NUL,2,NPL,1,,0,
            YY,99,GON,77,NUL,2,,0,
            PO,10,GONE,\\N,LOST,\\N,,0,
            PO,10,LOST,\\N,NUL,2,,0,
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("airports.dat"), AIRPORTS);
        Files.writeString(folder.resolve("airlines.dat"), AIRLINES);
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(folder.resolve("routes.dat.gz")))) {
            packed.write(ROUTES.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void nulls_and_unknown_ids_find_no_partner(Place place) {
        Answers answers = place.run(folder, session -> Answers.of(Flights.in(folder, session, 1), session));

        assertThat(answers.busiest())
                .containsExactly(
                        new Flights.Busy("NUL", "Null Island", "Sea", 8),
                        new Flights.Busy("NPL", "North Pole, International", "Nowhere", 3),
                        new Flights.Busy("XANT", "Antipode of Null Island", "Sea", 2),
                        new Flights.Busy("#4", "Strip without a code", "Sea", 1));
        assertThat(answers.missing())
                .containsExactly(
                        new Flights.Missing(new Reference("airport", "LOST", Optional.empty()), 2),
                        new Flights.Missing(new Reference("airline", "YY", Optional.of(99)), 1),
                        new Flights.Missing(new Reference("airline", "ZZ", Optional.empty()), 1),
                        new Flights.Missing(new Reference("airport", "GON", Optional.of(77)), 1),
                        new Flights.Missing(new Reference("airport", "GONE", Optional.empty()), 1));
        assertThat(answers.countries())
                .containsExactly(
                        new Flights.Country(Optional.empty(), 2, 1, 0),
                        new Flights.Country(Optional.of("Nowhere"), 2, 1, 5),
                        new Flights.Country(Optional.of("Sea"), 1, 1, 2));
        assertThat(answers.longest())
                .containsExactly(
                        new Flights.Leg("NUL", "Null Island", "XANT", "Antipode of Null Island", 20_015),
                        new Flights.Leg("#4", "Strip without a code", "NUL", "Null Island", 10_008),
                        new Flights.Leg("NPL", "North Pole, International", "NUL", "Null Island", 10_008));
    }

    @Test
    void a_file_that_is_missing_or_malformed_is_named() throws IOException {
        try (Session session = Session.local()) {
            Files.delete(folder.resolve("airlines.dat"));
            assertThatThrownBy(() -> Flights.in(folder, session, 1).countries().count())
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining(folder.resolve("airlines.dat") + " does not exist");

            Files.writeString(
                    folder.resolve("airlines.dat"), AIRLINES + "many,\"Bad\",\\N,\"\",\"\",\"\",\"Sea\",\"Y\"\n");
            assertThatThrownBy(() -> Flights.in(folder, session, 1).countries().count())
                    .hasMessageContaining(folder.resolve("airlines.dat").toString())
                    .hasMessageContaining("id")
                    .hasMessageContaining("many");
        }
    }
}
