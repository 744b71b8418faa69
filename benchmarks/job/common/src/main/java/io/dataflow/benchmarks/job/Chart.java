package io.dataflow.benchmarks.job;

import java.util.List;
import java.util.Locale;

/** Warm times as bars in SVG: a group for each work, as long as its slowest contestant. */
final class Chart {
    private static final int NAME_WIDTH = 170;
    private static final int BAR_WIDTH = 420;
    private static final int VALUE_WIDTH = 110;
    private static final int BAR_HEIGHT = 16;
    private static final int LINE_HEIGHT = 20;
    private static final int TITLE_HEIGHT = 34;

    private final Results results;
    private final Size size;

    Chart(Results results, Size size) {
        this.results = results;
        this.size = size;
    }

    String svg() {
        StringBuilder bars = new StringBuilder();
        int y = 10;
        for (Work work : results.works()) {
            List<Results.Summary> summaries = results.summaries(work).stream()
                    .filter(summary -> !summary.failed() && summary.warmMedian(Round::wallNanos) >= 0)
                    .toList();
            long slowest = summaries.stream()
                    .mapToLong(summary -> summary.warmMedian(Round::wallNanos))
                    .max()
                    .orElse(0);
            y += TITLE_HEIGHT;
            text(bars, 10, y - 10, "title", work.id());
            for (Results.Summary summary : summaries) {
                bar(bars, y, summary, slowest, work.operations(size));
                y += LINE_HEIGHT;
            }
        }
        int width = NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + (y + 10) + "\" width=\""
                + width
                + "\" height=\"" + (y + 10) + "\">\n"
                + "<style>text{font:12px sans-serif;fill:#222}.title{font-weight:bold;font-size:14px}"
                + ".name{text-anchor:end}.other{fill:#9aa5b1}.dataflow{fill:#1769aa}</style>\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + bars + "</svg>\n";
    }

    private static void bar(StringBuilder bars, int y, Results.Summary summary, long slowest, long operations) {
        long nanos = summary.warmMedian(Round::wallNanos);
        double length = Math.max(1, BAR_WIDTH * (double) nanos / Math.max(1, slowest));
        String kind = summary.contestant().startsWith("dataflow") ? "dataflow" : "other";
        text(bars, NAME_WIDTH - 8, y + BAR_HEIGHT - 4, "name", summary.contestant());
        bars.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                kind,
                NAME_WIDTH,
                y,
                length,
                BAR_HEIGHT));
        text(bars, (int) (NAME_WIDTH + length + 6), y + BAR_HEIGHT - 4, "value", Report.time(nanos / operations));
    }

    private static void text(StringBuilder bars, int x, int y, String kind, String text) {
        bars.append("<text class=\"" + kind + "\" x=\"" + x + "\" y=\"" + y + "\">")
                .append(text.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</text>\n");
    }
}
