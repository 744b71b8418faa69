package io.dataflow.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Refused;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.ReferenceSession;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A type that cannot become bytes is an error when the plan is built, with type, operator and line. */
class RefusedTypesTest {
    private final Session session = ReferenceSession.open();
    private final Refused program = new Refused(session);

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void every_operator_that_needs_bytes_names_itself_the_role_the_type_and_the_line() {
        for (Map.Entry<String, Callable<?>> operator : program.operators().entrySet()) {
            String[] name = operator.getKey().replaceAll(" \\d", "").split(", ", -1);

            DataflowException refusal = catchThrowableOfType(DataflowException.class, operator.getValue()::call);

            assertThat(refusal).as(operator.getKey()).isNotNull();
            assertThat(refusal.kind()).as(operator.getKey()).isEqualTo(FailureKind.INVALID_PLAN);
            assertThat(refusal.getMessage())
                    .as(operator.getKey())
                    .matches(name[0] + " at com\\.acme\\.Refused\\..*\\(Refused\\.java:\\d+\\): the " + name[1]
                            + " cannot be encoded\\. .*java\\.(io\\.File|lang\\.Thread) cannot be encoded; use .*");
        }
    }

    @Test
    void sides_of_a_join_with_different_codecs_are_refused_with_the_line() {
        assertThatThrownBy(program::joinByTwoCodecs)
                .isInstanceOf(DataflowException.class)
                .hasMessageMatching(
                        "join at com\\.acme\\.Refused\\.joinByTwoCodecs\\(Refused\\.java:\\d+\\): the keys, File,"
                                + " have different codecs, .*");
    }

    @Test
    void a_key_whose_codec_has_no_order_cannot_be_sorted_by() {
        assertThatThrownBy(program::sortByCodecWithoutOrder)
                .isInstanceOf(DataflowException.class)
                .hasMessageMatching(
                        "sortBy at com\\.acme\\.Refused\\.sortByCodecWithoutOrder\\(Refused\\.java:\\d+\\): the"
                                + " key's type File has no order; .*");
    }
}
