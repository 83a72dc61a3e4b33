package io.github.containerlimits.verdict;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.quantity.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the kernel shows of a limit that is a number, where it shows it. */
record Applied(double asked, OptionalDouble value, String text) {
    static Optional<Applied> of(Limit limit, Optional<Disk> disk, Counters now) {
        if (limit instanceof CpuQuota quota) {
            return Optional.of(numbers(quota.cpus().value(), now.appliedCpus(), " CPUs"));
        } else if (limit instanceof Memory memory) {
            return Optional.of(bytes(memory.bytes(), now.appliedMemory()));
        } else if (limit instanceof MemorySwap swap) {
            return Optional.of(bytes(swap.bytes(), now.appliedMemsw()));
        } else if (limit instanceof Pids pids) {
            return Optional.of(numbers((double) pids.most(), toDouble(now.appliedPids()), ""));
        } else if (limit instanceof CpuShares shares) {
            return now.isVersion2()
                    ? Optional.of(weight((double) shares.shares(), now.appliedShares()))
                    : Optional.of(numbers((double) shares.shares(), toDouble(now.appliedShares()), " shares"));
        } else if (limit instanceof Throttle throttle && disk.isPresent()) {
            String file = "blkio.throttle." + throttle.key().substring("device_".length()) + "_device";
            String key = (throttle.direction() == Direction.READ ? "r" : "w")
                    + (throttle.unit() == Unit.BPS ? "bps" : "iops");
            return Optional.of(numbers(
                    (double) throttle.rate(),
                    toDouble(now.appliedThrottle(disk.get().number(), file, key)),
                    "/s"));
        }
        return Optional.empty();
    }

    /** A weight that one of the formulas gives counts as what was asked for; one between theirs can't be told from too large a one. */
    private static Applied weight(double shares, OptionalLong weight) {
        double older = Weights.linear(shares);
        double newer = Weights.logarithmic(shares);
        OptionalDouble shown = toDouble(weight);
        boolean isGiven = shown.isPresent()
                && (Math.abs(shown.getAsDouble() - older) <= 1 || Math.abs(shown.getAsDouble() - newer) <= 1);
        return numbers(
                isGiven ? shown.getAsDouble() : Math.min(older, newer),
                shown,
                String.format(Locale.ROOT, " of weight, where the shares give %.0f or %.0f", older, newer));
    }

    private static Applied bytes(Bytes asked, OptionalLong applied) {
        return new Applied(
                (double) asked.value(),
                toDouble(applied),
                applied.isPresent() ? Bytes.of(applied.getAsLong()).toString() : "none");
    }

    private static Applied numbers(double asked, OptionalDouble applied, String unit) {
        return new Applied(
                asked, applied, (applied.isPresent() ? String.valueOf(applied.getAsDouble()) : "none") + unit);
    }

    private static OptionalDouble toDouble(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }
}
