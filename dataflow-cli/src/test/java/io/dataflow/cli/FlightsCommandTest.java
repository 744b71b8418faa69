package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FlightsCommandTest {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(
                data.resolve("airports.dat"),
                """
                1,"Here","","Land","HER","HERE",0,0,0,0,"U",\\N,"airport","Test"
                2,"There","","Isle",\\N,"THER",0,90,0,\\N,\\N,\\N,"airport","Test"
                """);
        Files.writeString(
                data.resolve("airlines.dat"),
                """
                7,"Air",\\N,"","AIR","","Land","Y"
                8,"None",\\N,"","","",\\N,"N"
                """);
        Files.writeString(
                data.resolve("routes.dat"),
                """
                A,7,HER,1,THER,2,,0,
                A,7,THER,2,HER,1,,0,
                B,\\N,HER,1,GONE,99,,0,
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--memory 64MB --slots 2", "--workers 2"})
    void the_first_of_each_are_printed_and_all_are_written(String place) throws IOException {
        CommandRun run = run("--top 1 --output " + folder + "/out " + place);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith(
                        """
                        routes  airport
                             3  HER Here, Land

                        routes  to what is not there
                             1  airline B, no id

                        airlines  active  routes  country
                               1       0       0  (not known)

                            km  without a stop
                        10,008  HER Here - THER There

                        """)
                .contains("elapsed", "in all ");
        assertThat(Counted.table(folder.resolve("out/busiest")))
                .containsExactly("airport,name,country,routes", "HER,Here,Land,3", "THER,There,Isle,2");
        assertThat(Counted.table(folder.resolve("out/missing")))
                .containsExactly(
                        "reference.kind,reference.code,reference.id,routes", "airline,B,,1", "airport,GONE,99,1");
        assertThat(Counted.table(folder.resolve("out/countries")))
                .containsExactly("name,airlines,activeAirlines,routes", ",1,0,0", "Land,1,1,2");
        assertThat(Counted.table(folder.resolve("out/longest")))
                .containsExactly("from,fromName,to,toName,kilometers", "HER,Here,THER,There,10008");
    }

    @Test
    void what_is_missing_or_malformed_is_named_in_one_line() throws IOException {
        assertFails(CommandRun.of("example", "flights", "--data", folder + "/none"), folder + "/none does not exist");

        Files.delete(data.resolve("routes.dat"));
        assertFails(run(""), data + "/routes.dat does not exist");

        Files.writeString(data.resolve("routes.dat"), "A,7,HER,1,THER,2,,none,\n");
        assertFails(run(""), "stops");
    }

    private CommandRun run(String options) {
        return CommandRun.of(
                ("example flights --data " + data + " " + options).strip().split(" "));
    }

    private static void assertFails(CommandRun run, String message) {
        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains(message);
        assertThat(run.out()).isEmpty();
    }
}
