package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Fn1;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Ways in which a function may count its calls. */
public enum Calls {
    IN_AN_ARRAY {
        @Override
        Fn1<Long, Long> function() {
            long[] calls = {0};
            return record -> calls[0]++;
        }
    },
    IN_AN_ATOMIC {
        @Override
        Fn1<Long, Long> function() {
            AtomicLong calls = new AtomicLong();
            return record -> calls.getAndIncrement();
        }
    },
    IN_A_LIST {
        @Override
        Fn1<Long, Long> function() {
            List<Long> calls = new ArrayList<>();
            return record -> {
                calls.add(record);
                return calls.size() - 1L;
            };
        }
    },
    IN_A_FIELD {
        @Override
        Fn1<Long, Long> function() {
            return new Counting();
        }
    },
    IN_A_FIELD_OF_WHAT_IS_CAPTURED {
        @Override
        Fn1<Long, Long> function() {
            Counting counting = new Counting();
            Fn1<Long, Long> behind = record -> counting.apply(record);
            return record -> behind.apply(record);
        }
    };

    abstract Fn1<Long, Long> function();

    /** For each record, how many came before it to the same function. */
    public Dataset<Long> numbered(Dataset<Long> records) {
        return records.map(function());
    }

    private static final class Counting implements Fn1<Long, Long>, Serializable {
        private static final long serialVersionUID = 1L;

        private long calls;

        @Override
        public Long apply(Long record) {
            return calls++;
        }
    }
}
