package io.github.containerlimits.jvm;

import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.MemoryPeak;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.PidsPeak;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.quantity.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limits that the kernel shows for an application's container, and what it took of them.
 *
 * @param memory the limit in bytes; absent where there is none
 * @param cpus the quota; absent where there is none
 * @param cpuset those that it may run on; absent where it may on all
 * @param online CPUs of the engine's host
 * @param pids the limit; absent where there is none
 * @param memoryPeak the most memory that it had, in bytes
 * @param processes the most processes and threads that it had
 * @param isWhole whether it lived for as long as it was to be watched, or as a job to its own end
 * @param isReadOnly whether its root file system is read-only
 */
public record Given(
        OptionalLong memory,
        OptionalDouble cpus,
        Optional<CpuSet> cpuset,
        int online,
        OptionalLong pids,
        OptionalLong memoryPeak,
        OptionalLong processes,
        boolean isWhole,
        boolean isReadOnly) {
    /** What the readings of an application's life show. */
    public static Given of(Observed observed, boolean isReadOnly) {
        Measurement measurement = observed.measurement();
        Optional<Life> life = measurement.life();
        CpuSet online = observed.host().cpus();
        Optional<InForce> shown = shown(measurement);
        boolean isJob = observed.workload().service().filter(Service::isJob).isPresent();
        return new Given(
                shown.map(InForce::memory).orElse(OptionalLong.empty()),
                shown.map(InForce::cpus).orElse(OptionalDouble.empty()),
                shown.flatMap(InForce::cpuset).filter(set -> set.size() < online.size()),
                online.size(),
                shown.map(InForce::pids).orElse(OptionalLong.empty()),
                whole(MemoryPeak.KIND.read(observed)),
                whole(PidsPeak.KIND.read(observed)),
                life.filter(Life::lasted).isPresent()
                        || isJob && life.flatMap(Life::end).isPresent(),
                isReadOnly);
    }

    /** By the newest reading in which there is something; a control group is gone with its last process. */
    private static Optional<InForce> shown(Measurement measurement) {
        List<Counters> all = new ArrayList<>(measurement.own().all());
        Collections.reverse(all);
        return all.stream()
                .filter(reading -> reading.memoryNow().isPresent())
                .findFirst()
                .map(Counters::inForce);
    }

    private static OptionalLong whole(Optional<Value> value) {
        return value.map(found -> OptionalLong.of(Math.round(found.value()))).orElse(OptionalLong.empty());
    }

    /** How many CPUs a JVM takes for its own by those limits: the quota rounded up, no more than it may run on; absent where they limit none. */
    OptionalInt wholeCpus() {
        if (cpus.isEmpty() && cpuset.isEmpty()) {
            return OptionalInt.empty();
        }
        int allowed = cpuset.map(CpuSet::size).orElse(online);
        int quota = (int) Math.min(Integer.MAX_VALUE, Math.ceil(cpus.orElse(allowed)));
        return OptionalInt.of(Math.max(1, Math.min(quota, allowed)));
    }
}
