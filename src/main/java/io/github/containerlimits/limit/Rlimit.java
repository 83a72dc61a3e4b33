package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.quantity.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What setrlimit(2) limits of a process, but for its open files, under the names that engines take. */
@SuppressWarnings("ImmutableEnumChecker") // records of texts and numbers are immutable
enum Rlimit {
    AS("Max address space", true, "v", 1024, RunInto.ALLOCATION),
    CORE("Max core file size", true, "c", 512, RunInto.DUMP),
    CPU("Max cpu time", false, "t", 1, RunInto.LOOP),
    DATA("Max data size", true, "d", 1024, RunInto.ALLOCATION),
    FSIZE("Max file size", true, "f", 512, RunInto.FILE),
    LOCKS("Max file locks", "Linux enforces none since 2.4.25"),
    MEMLOCK("Max locked memory", true, "l", 1024, RunInto.LOCK),
    MSGQUEUE("Max msgqueue size", "the toolbox has no program that fills message queues"),
    NICE("Max nice priority", "it takes effect only for who may not raise priorities"),
    NPROC("Max processes", false, "u", 1, RunInto.FORKS),
    RSS("Max resident set", "Linux enforces none since 2.4.30"),
    RTPRIO("Max realtime priority", "it takes effect only for who may not raise priorities"),
    RTTIME("Max realtime timeout", "it takes effect only under realtime scheduling, which containers have no right to"),
    SIGPENDING("Max pending signals", "the toolbox has no program that queues signals"),
    STACK("Max stack size", true, "s", 1024, RunInto.RECURSION);

    private static final long MEBIBYTE = 1 << 20;
    private static final long PAGE = 4096;

    private final String line;
    private final boolean isOfBytes;
    private final String option;
    private final long step;
    private final Optional<RunInto> runInto;
    private final String unpressed;

    Rlimit(String line, boolean isOfBytes, String option, long step, RunInto runInto) {
        this.line = line;
        this.isOfBytes = isOfBytes;
        this.option = option;
        this.step = step;
        this.runInto = Optional.of(runInto);
        this.unpressed = "";
    }

    Rlimit(String line, String unpressed) {
        this.line = line;
        this.isOfBytes = false;
        this.option = "";
        this.step = 1;
        this.runInto = Optional.empty();
        this.unpressed = unpressed;
    }

    /** As engines name it: {@code fsize}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How its line in /proc/self/limits begins. */
    String line() {
        return line;
    }

    /** The option of the shell's ulimit. */
    String option() {
        return option;
    }

    /** How it is run into; absent where it is not. */
    Optional<RunInto> runInto() {
        return runInto;
    }

    /** Why a limit of that size is not run into on that host; absent where it is. */
    Optional<Excuse> unpressed(long amount, Host host) {
        if (runInto.isEmpty()) {
            return Optional.of(Excuse.load(unpressed));
        }
        if (amount < runInto.get().least()) {
            return Optional.of(Excuse.load("so little leaves no room for a load to begin"));
        }
        String pattern = host.survey().corePattern().strip();
        return this == CORE && !pattern.startsWith("core")
                ? Optional.of(Excuse.host("the engine's host gives what crashed to '" + pattern
                        + "' (kernel.core_pattern), and not to a file"))
                : Optional.empty();
    }

    /** The amount that a process must get within a limit; absent where none is certain. */
    OptionalLong within(long limit) {
        long amount = switch (this) {
            case FSIZE -> limit - 1;
            case MEMLOCK -> limit / PAGE * PAGE;
            case NPROC -> limit;
            case STACK -> limit / 2;
            case AS, DATA -> limit - 16 * MEBIBYTE;
            default -> -1;
        };
        return amount > 0 ? OptionalLong.of(amount) : OptionalLong.empty();
    }

    /** The least amount that it must not get. */
    long beyond(long limit) {
        return switch (this) {
            case MEMLOCK -> limit / PAGE * PAGE + PAGE;
            case NPROC -> limit + 1;
            case STACK -> limit + MEBIBYTE / 4;
            default -> limit;
        };
    }

    /** What the shell can raise a soft limit to, where the hard one is that. */
    long raised(long hard) {
        return hard / step * step;
    }

    /** Whether a soft limit of so much ends, or keeps from beginning, what presses other limits. */
    boolean breaks(long soft) {
        return switch (this) {
            case AS, DATA, FSIZE -> soft < 1L << 40;
            case CPU -> soft < 120;
            case STACK -> soft < MEBIBYTE;
            default -> false;
        };
    }

    String print(long amount) {
        if (amount == SoftAndHard.UNLIMITED) {
            return "no limit";
        }
        return isOfBytes ? Bytes.of(amount).toString() : this == CPU ? amount + " s" : String.valueOf(amount);
    }
}
