package io.dataflow.api.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Report;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CapturesTest {
    private static final long LIMIT_BYTES = 1_000_000;

    @Test
    void a_lambda_that_captures_a_number_passes_without_a_warning() {
        List<String> warnings = new ArrayList<>();

        Report.isFine(function -> Captures.check(function, "map", LIMIT_BYTES, warnings::add));

        assertThat(warnings).isEmpty();
    }

    @Test
    void a_function_without_captures_passes() {
        Fn1<String, Integer> function = String::length;

        Captures.check(function, "map");

        assertThat(Captures.sizeBytes(function)).isBetween(100L, 5_000L);
    }

    @Test
    void the_message_names_operator_line_path_and_remedy_in_one_line() {
        String message = messageOf(new Report()::usesField);

        assertThat(message)
                .matches("map at com\\.acme\\.Report\\.usesField\\(Report\\.java:\\d+\\) cannot be sent to a worker: "
                        + "the lambda captures 'this' \\(com\\.acme\\.Report\\), "
                        + "field 'connection' of type com\\.acme\\.Report\\$Db, which is not Serializable; "
                        + "make it Serializable, mark the field transient, or create it in the task");
    }

    @Test
    void a_captured_this_that_is_not_serializable_is_named() {
        assertThat(messageOf(new Report.Bean()::usesThis))
                .contains("the lambda captures 'this' (com.acme.Report$Bean), which is not Serializable;");
    }

    @Test
    void captured_locals_are_counted_from_one() {
        assertThat(messageOf(Report::usesSecondLocal))
                .contains("the lambda with captured argument 2 of type com.acme.Report$Db, which is not Serializable;");
    }

    @Test
    void the_receiver_of_a_method_reference_is_named() {
        assertThat(messageOf(Report::usesReceiver))
                .contains(
                        "the method reference captures its receiver (com.acme.Report$Db), which is not Serializable;");
    }

    @Test
    void a_function_inside_a_function_is_followed() {
        assertThat(messageOf(Report::usesNested))
                .contains("the lambda with captured argument 1 of type lambda of type io.dataflow.api.function.Fn1 "
                        + "in com.acme.Report captures its receiver (com.acme.Report$Db), which is not Serializable;");
    }

    @Test
    void a_lambda_of_a_type_that_is_not_serializable_is_named_by_its_interface() {
        assertThat(messageOf(Report::usesPlainLambda))
                .contains("captured argument 1 of type lambda of type java.util.function.Supplier in com.acme.Report, "
                        + "which is not Serializable;");
    }

    @Test
    void fields_of_fields_and_values_of_maps_are_followed_and_transient_fields_are_not() {
        assertThat(messageOf(operator -> operator.accept(new Report.Lookup())))
                .contains("the function of type com.acme.Report$Lookup, field 'holder' of type com.acme.Report$Holder, "
                        + "field 'deeper' of type java.util.")
                .contains(", value 0 of type com.acme.Report$Leaf, field 'db' of type com.acme.Report$Db, "
                        + "which is not Serializable;");
    }

    @Test
    void elements_of_lists_and_arrays_are_named_by_their_index() {
        assertThat(messageOf(Report::usesList))
                .contains("captures its receiver (java.util.ArrayList), element 1 of type com.acme.Report$Db,");
        assertThat(messageOf(Report::usesArray))
                .contains("captured argument 1 of type java.lang.Object[], element 2 of type com.acme.Report$Db,");
    }

    @Test
    void inside_a_closed_class_of_the_jdk_the_culprit_is_named_without_its_path() {
        assertThat(messageOf(Report::usesClosedJdkClass))
                .contains("captured argument 1 of type java.util.concurrent.atomic.AtomicReference, "
                        + "which holds an object of type com.acme.Report$Db, which is not Serializable;");
    }

    @Test
    void the_object_around_an_anonymous_class_is_called_enclosing() {
        assertThat(messageOf(Report::usesAnonymousClass))
                .contains("the function of type com.acme.Report$1$1, "
                        + "the enclosing object of type com.acme.Report$1, which is not Serializable;");
    }

    @Test
    void a_write_method_that_throws_is_quoted_in_one_line() {
        assertThat(messageOf(Report::usesRefusal))
                .contains("captured argument 1 of type com.acme.Report$Refuses, "
                        + "which fails to serialize with java.io.IOException: not today nor tomorrow;")
                .doesNotContain("\n");
    }

    @Test
    void a_structure_too_deep_for_the_stack_is_refused() {
        assertThat(messageOf(Report::usesDeepList)).contains("which is nested too deeply to be serialized;");
    }

    @Test
    void a_large_capture_is_warned_of_once_with_operator_line_and_size() {
        List<String> warnings = new ArrayList<>();

        Report.usesBytes(200_000, function -> Captures.check(function, "filter", LIMIT_BYTES, warnings::add));

        assertThat(warnings)
                .singleElement()
                .asString()
                .matches(
                        "filter at com\\.acme\\.Report\\.usesBytes\\(Report\\.java:\\d+\\) captures 200\\d{3} bytes, .*");
    }

    @Test
    void a_capture_beyond_the_limit_is_refused_with_the_remedy() {
        Consumer<Object> operator = function -> Captures.check(function, "map", LIMIT_BYTES, warning -> {});

        assertThatThrownBy(() -> Report.usesBytes(1_000_001, operator))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageStartingWith("map at com.acme.Report.usesBytes(Report.java:")
                .hasMessageContaining("captures more than 1000000 bytes; read the data with readText");
    }

    @Test
    void the_size_grows_with_what_is_captured() {
        List<Long> sizes = new ArrayList<>();

        Report.usesBytes(0, function -> sizes.add(Captures.sizeBytes(function)));
        Report.usesBytes(12_345, function -> sizes.add(Captures.sizeBytes(function)));

        assertThat(sizes.get(1) - sizes.get(0)).isEqualTo(12_345);
    }

    @Test
    void the_size_of_what_cannot_be_serialized_is_an_error() {
        assertThatThrownBy(() -> Captures.sizeBytes(new Object()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("the function of type java.lang.Object, which is not Serializable");
    }

    @Test
    void a_cycle_of_references_ends() {
        Object[] cycle = new Object[2];
        cycle[0] = cycle;
        cycle[1] = new Report.Db();
        Serializable function = (Fn0<Object> & Serializable) () -> cycle[1];

        assertThatThrownBy(() -> Captures.check(function, "map"))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("of type java.lang.Object[], element 1 of type com.acme.Report$Db, which is not");
    }

    private static String messageOf(Consumer<Consumer<Object>> program) {
        DataflowException failure = catchThrowableOfType(
                DataflowException.class,
                () -> program.accept(function -> Captures.check(function, "map", LIMIT_BYTES, warning -> {})));
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_PLAN);
        return failure.getMessage();
    }
}
