package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;

/** Contestants that do next to nothing: {@code honest}, {@code wrong}, {@code failing}, {@code silent}, {@code sorting}. */
public final class FakeContestants {
    private FakeContestants() {}

    public static void main(String[] arguments) {
        Rounds.main((name, inputs) -> new Fake(name), arguments);
    }

    record Fake(String name) implements Contestant {
        @Override
        public String version() {
            return "1.0";
        }

        @Override
        public Set<Work> works() {
            return name.equals("sorting") ? Set.of(Work.SORT) : Set.of(Work.CHAIN, Work.TINY);
        }

        @Override
        public Result run(Work work, Inputs inputs) throws IOException {
            System.out.println("noise that is no line of a round");
            switch (name) {
                case "failing" -> throw new IOException("out of luck");
                case "silent" -> Runtime.getRuntime().halt(7);
                case "sorting" -> {
                    Files.copy(inputs.records(), inputs.output().resolve("part-0"));
                    return Result.elsewhere(5);
                }
                default -> {}
            }
            return Result.of(Answers.number(name.equals("wrong") ? 43 : 42));
        }
    }
}
