package io.github.containerlimits.verdict;

import io.github.containerlimits.plan.Check;
import io.github.containerlimits.policy.Limit;

/** What a user can do about a verdict. */
final class Remedies {
    static final String UNSUPPORTED = "Use an engine that supports it, or set on_unsupported for it to warn.";

    private Remedies() {}

    /** A sentence with a full stop; empty where there is nothing to do. */
    static String of(Outcome outcome, Check check) {
        return switch (outcome) {
            case HELD -> "";
            case ESCAPED -> escaped(check);
            case DISCARDED ->
                "Use an engine that applies it, take the limit out of the policy, or set on_unsupported for it to warn.";
            case UNSUPPORTED -> UNSUPPORTED;
            case UNPROVEN -> "Give the trial a load that presses the limit, or a host that can bear one.";
        };
    }

    private static String escaped(Check check) {
        if (check instanceof Check.Holds holds) {
            switch (holds.route()) {
                case BUFFERED -> {
                    return "cgroup v1 throttles only direct I/O: run on a host with cgroup v2.";
                }
                case VOLUME -> {
                    return "Give the volume's disk a rate of its own: path: volume:/path.";
                }
                case LOG -> {
                    return "Set logging.options.max-size, in the policy and for the service.";
                }
                case INODES -> {
                    return "Only read_only: true closes it; a tmpfs has a limit of inodes.";
                }
                case CORE_DUMPS -> {
                    return "Set kernel.core_pattern on the engine's host to a file, and ulimits.core of the service to 0.";
                }
                case SYNC -> {
                    return "Run on a host with cgroup v2, or refuse sync(2) by a seccomp profile.";
                }
                case STRAIGHT, TMPFS -> {}
            }
            if (holds.limit() instanceof Limit.Throttle) {
                return "Name the whole disk that holds the data: rootfs, volume:/path or its /dev path.";
            }
            if (holds.limit() instanceof Limit.CpuShares) {
                return "Shares are relative: give every container on the host its own, or use cpus.";
            }
        }
        return "";
    }
}
