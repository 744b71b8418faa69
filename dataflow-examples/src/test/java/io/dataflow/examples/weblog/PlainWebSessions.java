package io.dataflow.examples.weblog;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link WebSessions} should come to, by other means: fields are found by their quotes, all lines of a client are kept
 * and sorted, and a visit is counted from where it begins to where it ends among them. Knows no escaped quotes.
 */
record PlainWebSessions(List<Visit> visits, List<String> rejected) {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    static PlainWebSessions of(List<String> lines, Duration gap) {
        Map<String, List<Hit>> clients = new TreeMap<>();
        List<String> rejected = new ArrayList<>();
        for (String line : lines) {
            String[] quoted = line.split("\"", -1);
            if (quoted.length == 7 && quoted[6].isEmpty() && quoted[1].split(" ", -1).length == 3) {
                Hit hit = hit(quoted);
                clients.computeIfAbsent(hit.client(), client -> new ArrayList<>())
                        .add(hit);
            } else {
                rejected.add(line);
            }
        }
        List<Visit> visits = new ArrayList<>();
        clients.values().forEach(hits -> addVisits(hits, gap.toSeconds(), visits));
        visits.sort(Comparator.comparing(Visit::start).thenComparing(Visit::client));
        return new PlainWebSessions(visits, rejected);
    }

    private static Hit hit(String[] quoted) {
        String[] head = quoted[0].split(" ", -1);
        String[] time = head[3].substring(1).split("[/:]", -1);
        LocalDateTime local = LocalDateTime.of(
                Integer.parseInt(time[2]),
                MONTHS.indexOf(time[1]) + 1,
                Integer.parseInt(time[0]),
                Integer.parseInt(time[3]),
                Integer.parseInt(time[4]),
                Integer.parseInt(time[5]));
        String zone = head[4].substring(0, 5);
        String bytes = quoted[2].strip().split(" ", -1)[1];
        return new Hit(
                head[0],
                local.toInstant(ZoneOffset.of(zone)),
                quoted[1].split(" ", -1)[1],
                bytes.equals("-") ? 0 : Long.parseLong(bytes));
    }

    private static void addVisits(List<Hit> hits, long gapSeconds, List<Visit> visits) {
        hits.sort(Comparator.comparing(Hit::time).thenComparing(Hit::page));
        int first = 0;
        for (int i = 0; i < hits.size(); i++) {
            boolean last = i + 1 == hits.size()
                    || hits.get(i + 1).time().getEpochSecond()
                                    - hits.get(i).time().getEpochSecond()
                            > gapSeconds;
            if (last) {
                List<Hit> visit = hits.subList(first, i + 1);
                visits.add(new Visit(
                        visit.get(0).client(),
                        visit.get(0).time(),
                        hits.get(i).time(),
                        visit.size(),
                        visit.stream().mapToLong(Hit::bytes).sum(),
                        visit.get(0).page(),
                        hits.get(i).page()));
                first = i + 1;
            }
        }
    }
}
