package io.github.containerlimits;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.ApplicationSpec;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.measure.Readings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An engine whose kernel is ten times as fast as ours and enforces quotas, shares of one CPU, limits on memory, sizes, logs and rates of its one disk,
 * unless it is told to forget them.
 */
public final class FakeEngine implements Engine {
    public final List<String> events = new CopyOnWriteArrayList<>();
    public final List<FakeContainer> open = new CopyOnWriteArrayList<>();
    /** Loads that were started, each behind the limits of its container. */
    public final List<String> loads = new CopyOnWriteArrayList<>();

    /** Words of limits, by themselves or with their value: {@code CpuShares=1024}. */
    public Set<String> refused = Set.of();

    public boolean isTalkative = true;
    public Set<String> forgotten = Set.of();
    public boolean breaks;
    public int locked;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    /** How many turns are lost while they last. */
    public int turnsLost;

    public long memoryFree = 8L << 30;
    public long diskFree = 50L << 30;
    /** What a load can write before others have filled the disk. */
    public long diskLeftByOthers = Long.MAX_VALUE;

    public int cgroupVersion = 1;

    /** Operations a second that the disk does where nothing caps them. */
    public long diskOperations = 50_000;

    /** How many loads of fio from now on are read from the disk for longer than they are let run. */
    public int slowStarts;

    /** In so many looks at the host from now on others want its CPUs. */
    public int busyLooks;

    /** How many looks at a log show less than there will be in it. */
    public int slowLooks;

    /** Whether the loads of rivals end as soon as they are started. */
    public boolean rivalsFail;

    public long inodesFree = 1_000_000;

    /** The control groups that the containers are in. */
    public List<Ancestor> ancestors = List.of();

    public long processes = 80;

    /** What goes on meanwhile each time that a container is made. */
    public Runnable meanwhile = () -> {};

    @Override
    public EngineFacts facts() {
        return new EngineFacts(
                "Fake",
                "1",
                "1.41",
                "fake://",
                "6",
                cgroupVersion,
                "cgroupfs",
                "overlay2",
                "/var/lib/docker",
                2,
                8L << 30,
                "x86_64",
                List.of());
    }

    @Override
    public Image image(String reference) {
        return new Image(reference, "sha256:1", "", "", List.of());
    }

    @Override
    public HostSurvey survey(Image image, List<Mount> volumes) {
        return new HostSurvey(
                "1 0 0:50 / / rw - overlay overlay rw\n2 1 254:0 / /.container-limits ro - ext4 /dev/vda rw\n",
                "MemAvailable: " + (memoryFree >> 10) + " kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
                "",
                "0-1",
                Map.of("254:0", "../../devices/x/block/vda"),
                Map.of(),
                Map.of(),
                Map.of("/", new Space(diskFree, OptionalLong.of(inodesFree))),
                "32768",
                "32768",
                "0.20 0.18 0.12 " + (busyLooks-- > 0 ? 3 : 1) + "/" + processes + " 11206",
                "core",
                ancestors);
    }

    @Override
    public HostSurvey surveyAgain() {
        events.add("survey again");
        return survey(image("shop"), List.of());
    }

    @Override
    public Container run(ContainerSpec spec) throws RefusedException {
        Map<String, Object> words = spec.limits().words();
        Optional<String> guilty = words.entrySet().stream()
                .filter(word -> refused.contains(word.getKey()) || refused.contains(word.toString()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (guilty.isPresent()) {
            events.add("refuse " + String.join(",", words.keySet()));
            throw new RefusedException(isTalkative ? "no " + guilty.get() : "no");
        }
        Map<String, Object> kept = new LinkedHashMap<>(words);
        kept.keySet().removeAll(forgotten);
        FakeContainer container = new FakeContainer(words.keySet(), kept);
        meanwhile.run();
        open.add(container);
        events.add("run " + String.join(",", words.keySet()));
        return container;
    }

    @Override
    public Application launch(ApplicationSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Watch watch() {
        return () -> Uncharged.UNSEEN;
    }

    @Override
    public Locks locks() {
        return new FakeLocks();
    }

    private final class FakeLocks implements Locks {
        @Override
        public Optional<Lock> take(Image image, String thing, int cpus, Duration lease) {
            if (locked > 0) {
                locked--;
                return Optional.empty();
            }
            events.add("lock " + thing);
            taken.put(thing, cpus);
            boolean isHeld = turnsLost == 0;
            turnsLost = Math.max(0, turnsLost - 1);
            return Optional.of(new Lock() {
                @Override
                public boolean isHeld() {
                    return isHeld;
                }

                @Override
                public void close() {
                    taken.remove(thing);
                    events.add("unlock");
                }
            });
        }

        @Override
        public Map<String, Integer> taken() {
            return Map.copyOf(taken);
        }
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(FakeContainer::close);
    }

    final class FakeContainer implements Container {
        private final Set<String> asked;
        private final Map<String, Object> limits;
        private long printed;
        private long lastPrinted;
        private int looks;
        private boolean hasFailed;
        private boolean isRunning;
        private boolean isStarting;
        private Optional<Long> started = Optional.empty();
        private Command command = Command.of(Command.Tool.IMAGE, List.of());

        FakeContainer(Set<String> asked, Map<String, Object> limits) {
            this.asked = asked;
            this.limits = limits;
        }

        @Override
        public String id() {
            return Integer.toHexString(System.identityHashCode(this));
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public Optional<CgroupReading> read() {
            if (breaks && started.isPresent()) {
                throw new EngineException("the engine is gone");
            }
            double seconds =
                    started.map(start -> (System.nanoTime() - start) / 1e8).orElse(0.0);
            double demand = command.toString().contains("--cpu") ? 1 : 0;
            Optional<Double> quota = number("NanoCpus").map(nano -> nano / 1e9);
            double cpus = Math.min(demand, quota.orElse(2.0));
            long wanted = command.toString().contains("--vm") && seconds > 0 ? 1L << 30 : 1 << 20;
            Optional<Long> most = number("Memory");
            boolean killed = most.isPresent() && wanted > most.get();
            Readings readings = Readings.version(cgroupVersion)
                    .cpu(cpus * part() * seconds, quota.isPresent() && demand > 0 ? Math.round(10 * seconds) : 0)
                    .memory(killed ? most.get() : wanted, killed ? 3 : 0)
                    .oomKills(killed ? 1 : 0);
            quota.ifPresent(readings::quota);
            most.ifPresent(readings::memoryLimit);
            number("CpuShares").ifPresent(readings::shares);
            Optional.ofNullable(limits.get("CpusetCpus")).ifPresent(set -> readings.cpuset(String.valueOf(set)));
            disk(readings, seconds);
            return Optional.of(readings.at(seconds).reading());
        }

        /** What it has of the one CPU that containers with a set fight for. */
        private double part() {
            if (!asked.contains("CpusetCpus")) {
                return 1;
            }
            double others = open.stream()
                    .filter(other -> other != this && other.isRunning && other.asked.contains("CpusetCpus"))
                    .mapToDouble(FakeContainer::weight)
                    .sum();
            return hasFailed ? 0 : weight() / (weight() + others);
        }

        private double weight() {
            return number("CpuShares").orElse(1024L);
        }

        /** A load of fio does as much as its cap, or the disk, lets it. */
        private void disk(Readings readings, double seconds) {
            String words = command.toString();
            boolean reads = words.contains("rw=randread");
            long free = words.contains("fio") && words.contains("--rw=") ? isStarting ? 1 : diskOperations : 0;
            Optional<Long> cap = rate(reads ? "BlkioDeviceReadIOps" : "BlkioDeviceWriteIOps");
            long operations = Math.round(Math.min(free, cap.orElse(Long.MAX_VALUE)) * seconds);
            readings.io(
                            "254:0",
                            reads ? operations << 12 : 0,
                            reads ? 0 : operations << 12,
                            reads ? operations : 0,
                            reads ? 0 : operations)
                    .hostDisk("254:0", operations << 12, 0);
            rate("BlkioDeviceReadIOps").ifPresent(rate -> readings.cap("254:0", "riops", rate));
            rate("BlkioDeviceWriteIOps").ifPresent(rate -> readings.cap("254:0", "wiops", rate));
        }

        /** What fio prints when it is told to end, of one second at the rate of the disk. */
        private String report(Command load) {
            String flow =
                    "{ \"io_bytes\": %d, \"bw_bytes\": %1$d, \"iops\": %d, \"total_ios\": %2$d, \"runtime\": 1000 }"
                            .formatted(diskOperations << 12, diskOperations);
            return "{\n\"jobs\": [ { \"%s\": %s } ] }"
                    .formatted(load.toString().contains("rw=randread") ? "read" : "write", flow);
        }

        private Optional<Long> rate(String word) {
            return limits.get(word) instanceof List<?> rates && rates.get(0) instanceof Map<?, ?> rate
                    ? Optional.of(Long.parseLong(String.valueOf(rate.get("Rate"))))
                    : Optional.empty();
        }

        @Override
        public Execution start(Command load) {
            events.add("start " + load);
            loads.add(limits + " " + load);
            Optional<Execution.Exit> ended = ended(load);
            isRunning = ended.isEmpty();
            isStarting = load.tool() == Command.Tool.FIO && slowStarts-- > 0;
            if (ended.isEmpty() || load.toString().contains("/fill")) {
                command = load;
                started = Optional.of(System.nanoTime());
            }
            return new Execution() {
                private Optional<Exit> stopped = Optional.empty();

                @Override
                public Optional<Exit> await(Duration atMost) {
                    try {
                        Thread.sleep(Math.min(10, atMost.toMillis()));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return stopped.isPresent() ? stopped : ended;
                }

                @Override
                public OptionalLong process() {
                    return OptionalLong.empty();
                }

                @Override
                public void interrupt() {
                    stop(isStarting ? new Exit(130, "", "") : new Exit(128, report(load), ""));
                }

                @Override
                public void kill() {
                    stop(new Exit(137, "", ""));
                }

                private void stop(Exit exit) {
                    stopped = Optional.of(exit);
                    isRunning = false;
                    events.add("kill");
                }
            };
        }

        /** How a command ends by itself: what busybox does is done at once. */
        private Optional<Execution.Exit> ended(Command load) {
            String words = load.toString();
            if (words.contains("/fill")) {
                return Optional.of(fill(load));
            }
            if (words.contains("echo \"printed")) {
                long bytes =
                        Long.parseLong(load.arguments().get(load.arguments().indexOf(BUSYBOX) + 1));
                printed += bytes;
                looks = 0;
                lastPrinted = bytes;
                return Optional.of(new Execution.Exit(0, "printed " + bytes + "\n", ""));
            }
            if (rivalsFail && load.toString().contains("--cpu") && open.indexOf(this) > 0) {
                hasFailed = true;
                return Optional.of(new Execution.Exit(1, "", "stress: FAIL\n"));
            }
            return load.tool() == Command.Tool.BUSYBOX ? Optional.of(new Execution.Exit(0, "", "")) : Optional.empty();
        }

        private Optional<Long> number(String word) {
            return Optional.ofNullable(limits.get(word)).map(value -> ((Number) value).longValue());
        }

        private Execution.Exit fill(Command load) {
            long wanted = Long.parseLong(load.arguments().get(load.arguments().size() - 1)) << 20;
            long limit = limits.get("StorageOpt") instanceof Map<?, ?> options
                    ? Long.parseLong(String.valueOf(options.get("size")))
                    : Long.MAX_VALUE;
            long written = Math.min(2 * wanted, Math.min(limit, diskLeftByOthers));
            if (written == diskLeftByOthers) {
                diskFree = 0;
            }
            return written == 2 * wanted
                    ? new Execution.Exit(0, held(wanted) + held(wanted), "")
                    : new Execution.Exit(1, held(written), "dd: error writing: No space left on device");
        }

        private static String held(long bytes) {
            return "held " + bytes / 512 + " blocks of 512\n";
        }

        @Override
        public boolean hasControlGroup() {
            return true;
        }

        @Override
        public boolean isSaidToBeOutOfMemory() {
            return false;
        }

        @Override
        public Optional<Logged> logged() {
            events.add("look at the log");
            if (looks++ < slowLooks) {
                return Optional.of(new Logged(0, ""));
            }
            if (limits.get("LogConfig") instanceof Map<?, ?> config && "none".equals(config.get("Type"))) {
                return Optional.empty();
            }
            long kept = limits.get("LogConfig") instanceof Map<?, ?> log
                            && log.get("Config") instanceof Map<?, ?> options
                            && options.get("max-size") != null
                    ? Math.min(printed, Long.parseLong(String.valueOf(options.get("max-size"))))
                    : printed;
            return Optional.of(new Logged(kept, printed == 0 ? "" : Scripts.endOf(lastPrinted) + "\n"));
        }

        @Override
        public void close() {
            open.remove(this);
            events.add("close");
        }
    }
}
