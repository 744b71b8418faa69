package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.Parcel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackingTest {
    private final PlanSerializer serializer = new PlanSerializer();
    private final Packing here = new Packing(serializer, new HandOver());

    record Part(long from) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Names(List<String> names) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Unwritable(Thread thread) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    private static Split[] read(Parcel parcel) {
        return PlanSerializer.deserialize(parcel.bytes(), Split[].class, PackingTest.class.getClassLoader());
    }

    @Test
    void attempts_in_this_process_get_the_objects_themselves_if_nothing_can_change_in_them() {
        Split[] splits = {new Part(1), new Part(2)};

        assertThat(here.packAll(splits).here(Split[].class)).isSameAs(splits);
        assertThat(here.pack(splits[0]).here(Part.class)).isSameAs(splits[0]);
        assertThat(serializer.classes()).contains(Part.class);
    }

    @Test
    void attempts_get_copies_of_objects_that_can_change() {
        List<String> names = new ArrayList<>(List.of("a"));

        Parcel parcel = here.packAll(new Split[] {new Part(1), new Names(names)});
        names.add("b");

        assertThat(parcel.here(Split[].class)).isNull();
        assertThat(read(parcel)).containsExactly(new Part(1), new Names(List.of("a")));
    }

    @Test
    void attempts_elsewhere_get_bytes() {
        Parcel parcel = new Packing(serializer, null).packAll(new Split[] {new Part(7)});

        assertThat(parcel.here(Split[].class)).isNull();
        assertThat(read(parcel)).containsExactly(new Part(7));
    }

    @Test
    void what_cannot_be_sent_is_refused_also_where_it_need_not_be() {
        assertThatThrownBy(() -> here.pack(new Unwritable(new Thread())))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Thread");
        assertThatThrownBy(() -> here.pack(new Part(1)).bytes()).isInstanceOf(IllegalStateException.class);
    }
}
