package io.github.containerlimits.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.Optional;

/**
 * What fio reports of its jobs together, each over its own run time.
 *
 * @param read what it read
 * @param written what it wrote
 * @param error the first job's errno that is not 0, such as 28 for "no space left"; 0 where all went well
 */
public record FioResult(Flow read, Flow written, int error) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One direction.
     *
     * @param bytes in all
     * @param bps bytes a second
     * @param iops operations a second
     * @param operations in all
     * @param seconds the longest time that a job took for them
     */
    public record Flow(long bytes, double bps, double iops, long operations, double seconds) {
        /** The rate in that unit. */
        public double rate(RateUnit unit) {
            return unit == RateUnit.BPS ? bps : iops;
        }
    }

    public Flow of(Direction direction) {
        return direction == Direction.READ ? read : written;
    }

    /** Reads what {@code --output-format=json} prints, lines of notes before it included; absent where there is no such report. */
    public static Optional<FioResult> parse(String stdout) {
        int brace = stdout.indexOf("{\n");
        if (brace < 0) {
            return Optional.empty();
        }
        try {
            JsonNode jobs = JSON.readTree(stdout.substring(brace)).path("jobs");
            if (!jobs.isArray() || jobs.isEmpty()) {
                return Optional.empty();
            }
            int error = 0;
            for (JsonNode job : jobs) {
                error = error == 0 ? job.path("error").asInt() : error;
            }
            return Optional.of(new FioResult(flow(jobs, "read"), flow(jobs, "write"), error));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // cut off, as by a kill: no report
        }
    }

    private static Flow flow(JsonNode jobs, String direction) {
        long bytes = 0;
        double bps = 0;
        double iops = 0;
        long operations = 0;
        double seconds = 0;
        for (JsonNode job : jobs) {
            bytes += job.path(direction).path("io_bytes").asLong();
            bps += job.path(direction).path("bw_bytes").asDouble();
            iops += job.path(direction).path("iops").asDouble();
            operations += job.path(direction).path("total_ios").asLong();
            seconds = Math.max(seconds, job.path(direction).path("runtime").asLong() / 1e3);
        }
        return new Flow(bytes, bps, iops, operations, seconds);
    }
}
