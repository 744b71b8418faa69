package io.dataflow.runtime.protocol;

import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Locations of outputs on the wire, of which a stage may have very many: in columns. */
final class LocationColumns {
    private LocationColumns() {}

    static Wire.OutputLocations of(List<OutputLocation> locations) {
        Wire.OutputLocations.Builder columns = Wire.OutputLocations.newBuilder();
        Map<String, Integer> addresses = new HashMap<>();
        Map<String, Integer> jobs = new HashMap<>();
        for (OutputLocation location : locations) {
            OutputId id = location.id();
            Integer address = addresses.get(location.address());
            if (address == null) {
                address = addresses.size();
                addresses.put(location.address(), address);
                columns.addAddresses(location.address());
            }
            Integer job = jobs.get(id.job());
            if (job == null) {
                job = jobs.size();
                jobs.put(id.job(), job);
                columns.addJobs(id.job());
            }
            columns.addAddressOf(address)
                    .addJobOf(job)
                    .addStages(id.stage())
                    .addTasks(id.task())
                    .addAttempts(id.attempt())
                    .addRegionCounts(location.regionCount())
                    .addRecordCounts(location.recordCount())
                    .addByteCounts(location.byteCount())
                    .addContentHashes(location.contentHash());
        }
        return columns.build();
    }

    static List<OutputLocation> received(Wire.OutputLocations columns) throws MalformedMessageException {
        for (String address : columns.getAddressesList()) {
            Field.name("OutputLocations.addresses", address);
        }
        for (String job : columns.getJobsList()) {
            Field.id("OutputLocations.jobs", job);
        }
        int count = columns.getTasksCount();
        Field.count("OutputLocations.address_of", columns.getAddressOfCount(), count);
        Field.count("OutputLocations.job_of", columns.getJobOfCount(), count);
        Field.count("OutputLocations.stages", columns.getStagesCount(), count);
        Field.count("OutputLocations.attempts", columns.getAttemptsCount(), count);
        Field.count("OutputLocations.region_counts", columns.getRegionCountsCount(), count);
        Field.count("OutputLocations.record_counts", columns.getRecordCountsCount(), count);
        Field.count("OutputLocations.byte_counts", columns.getByteCountsCount(), count);
        Field.count("OutputLocations.content_hashes", columns.getContentHashesCount(), count);
        List<OutputLocation> locations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int address = Field.between(
                    "OutputLocations.address_of", columns.getAddressOf(i), 0, columns.getAddressesCount() - 1);
            int job = Field.between("OutputLocations.job_of", columns.getJobOf(i), 0, columns.getJobsCount() - 1);
            OutputId id = new OutputId(
                    columns.getJobs(job),
                    Field.natural("OutputLocations.stages", columns.getStages(i)),
                    Field.natural("OutputLocations.tasks", columns.getTasks(i)),
                    Field.natural("OutputLocations.attempts", columns.getAttempts(i)));
            locations.add(new OutputLocation(
                    columns.getAddresses(address),
                    id,
                    Field.natural("OutputLocations.region_counts", columns.getRegionCounts(i)),
                    Field.natural("OutputLocations.record_counts", columns.getRecordCounts(i)),
                    Field.natural("OutputLocations.byte_counts", columns.getByteCounts(i)),
                    columns.getContentHashes(i)));
        }
        return List.copyOf(locations);
    }
}
