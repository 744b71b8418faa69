package io.dataflow.runtime.operator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.plan.StageProgram;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker's copies of the classes that stages run in. A stage gets its own when it has had many records, so that what is compiled
 * for it has seen no other ({@link ClassCopies}); one with the same functions, also of a later job, finds them again.
 *
 * <p>Stages are known by the names of their functions' classes, and copies have seen user classes only in the JVM's own profiles, which
 * do not hold them: so nothing here keeps a job's class loader. Used by all slots.
 */
public final class StageClasses {
    /**
     * Before, copies would cost more than they save: they begin interpreted, and compiling them takes some 0.3 s of a
     * processor; a chain of five functions saves 15 ns or more of each record.
     */
    private static final long HOT_RECORDS = 1 << 22;

    /** Some ten copies of a few kilobytes each: 10 MB at most, with what is compiled of them. */
    private static final int MAX_STAGES = 256;

    private final long hotRecords;

    @GuardedBy("this")
    private final Map<List<String>, Stage> stages = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Stage> eldest) {
            return size() > MAX_STAGES;
        }
    };

    /** The stage of the program that was asked for last, as the attempts of a stage come in a row and mostly share theirs. */
    @GuardedBy("this")
    private WeakReference<StageProgram> lastProgram = new WeakReference<>(null);

    @GuardedBy("this")
    private Stage lastStage = new Stage();

    /** What is known of one. */
    private static final class Stage {
        private long records;
        private @Nullable ClassCopies copies;
    }

    public StageClasses() {
        this(HOT_RECORDS);
    }

    /** With copies for stages that have had so many records. */
    StageClasses(long hotRecords) {
        this.hotRecords = hotRecords;
    }

    /** Those for the stages that do the same: the shared ones until it has had many records. */
    synchronized ClassCopies of(StageProgram program) {
        Stage stage = stage(program);
        if (stage.records >= hotRecords && stage.copies == null) {
            stage.copies = ClassCopies.own();
        }
        return stage.copies == null ? ClassCopies.none() : stage.copies;
    }

    /** A task of such a stage has read so many. */
    synchronized void count(StageProgram program, long records) {
        stage(program).records += records;
    }

    @GuardedBy("this")
    private Stage stage(StageProgram program) {
        if (!lastProgram.refersTo(program)) {
            lastStage = stages.computeIfAbsent(StageNames.of(program), names -> new Stage());
            lastProgram = new WeakReference<>(program);
        }
        return lastStage;
    }
}
