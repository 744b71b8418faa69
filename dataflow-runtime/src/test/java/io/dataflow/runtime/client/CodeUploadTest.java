package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.BrokenSource;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.closure.CodeFinder;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeUploadTest {
    @TempDir
    private Path folder;

    /** A coordinator that answers at once, and remembers what it was sent. */
    private static final class Depot implements Connection {
        private final Set<String> hashes = new HashSet<>();
        private CodeUpload upload;

        @Override
        public void send(Message message) {
            if (message instanceof Message.ArtifactOffer offer) {
                List<String> wanted = offer.artifacts().stream()
                        .map(ArtifactId::hash)
                        .filter(hash -> !hashes.contains(hash))
                        .toList();
                upload.onMessage(new Message.ArtifactsWanted(wanted));
            } else if (message instanceof Message.ArtifactChunk chunk
                    && chunk.offset() + chunk.bytes().length == chunk.totalBytes()) {
                hashes.add(chunk.hash());
                upload.onMessage(new Message.ArtifactsWanted(List.of()));
            }
        }

        @Override
        public String peer() {
            return "depot";
        }

        @Override
        public void close() {}
    }

    @Test
    void code_is_packed_once_for_plans_that_name_the_same_classes() throws IOException {
        Path packed = Files.createDirectory(folder.resolve("packed"));
        CodeUpload upload = new CodeUpload(new CodeFinder(packed));
        Depot depot = new Depot();
        depot.upload = upload;

        List<ArtifactId> first = upload.supply("first", plan(), depot);
        Files.delete(packed);
        List<ArtifactId> second = upload.supply("second", plan(), depot);

        assertThat(first).isNotEmpty();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void code_that_the_coordinator_has_given_up_is_packed_and_sent_again() throws IOException {
        Path packed = Files.createDirectory(folder.resolve("packed"));
        CodeUpload upload = new CodeUpload(new CodeFinder(packed));
        Depot depot = new Depot();
        depot.upload = upload;
        List<ArtifactId> first = upload.supply("first", plan(), depot);
        Set<String> sent = Set.copyOf(depot.hashes);
        depot.hashes.clear();

        List<ArtifactId> second = upload.supply("second", plan(), depot);

        assertThat(second).isEqualTo(first);
        assertThat(depot.hashes).isEqualTo(sent).isNotEmpty();
        assertThat(packed).isEmptyDirectory();
        depot.hashes.clear();
        Files.delete(packed);
        assertThatThrownBy(() -> upload.supply("third", plan(), depot))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining(packed.toString());
    }

    /** It names a class that is not of the engine, so that that is sent. */
    private static PlanSerializer plan() {
        PlanSerializer plan = new PlanSerializer();
        assertThat(plan.serialize(new BrokenSource())).isNotEmpty();
        return plan;
    }
}
