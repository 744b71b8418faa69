package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ListingTest {
    private final Listing listing =
            new Listing(Listing.Column.text("job"), Listing.Column.number("tasks"), Listing.Column.text("name"));

    @Test
    void names_are_flush_left_and_numbers_flush_right() {
        listing.add("a1", "7", "count");
        listing.add("b22222", "12,345", "a long name");

        StringWriter out = new StringWriter();
        listing.print(new PrintWriter(out, true));

        assertThat(out.toString().lines())
                .containsExactly("job      tasks  name", "a1           7  count", "b22222  12,345  a long name");
    }

    @Test
    void a_row_with_too_few_fields_is_refused() {
        assertThatThrownBy(() -> listing.add("a1")).hasMessage("1 fields for 3 columns");
    }
}
