package io.github.containerlimits;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Mount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** An engine whose kernel is ten times as fast as ours and enforces quotas, limits on memory and sizes, unless it is told to forget them. */
final class FakeEngine implements Engine {
    final List<String> events = new ArrayList<>();
    final List<FakeContainer> open = new ArrayList<>();
    Predicate<Limit> refused = limit -> false;
    boolean isTalkative = true;
    Predicate<Limit> forgotten = limit -> false;
    boolean breaks;
    int locked;
    long memoryFree = 8L << 30;
    long diskFree = 50L << 30;
    /** What a load can write before others have filled the disk. */
    long diskLeftByOthers = Long.MAX_VALUE;

    long inodesFree = 1_000_000;
    long processes = 80;

    @Override
    public EngineFacts facts() {
        return new EngineFacts(
                "Fake",
                "1",
                "1.41",
                "fake://",
                "6",
                1,
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
                Map.of("/", new Space(diskFree, OptionalLong.of(inodesFree))),
                "32768",
                "32768",
                "0.20 0.18 0.12 1/" + processes + " 11206",
                "core");
    }

    @Override
    public HostSurvey surveyAgain() {
        events.add("survey again");
        return survey(image("shop"), List.of());
    }

    @Override
    public Container run(ContainerSpec spec) throws RefusedException {
        Optional<Limit> guilty = spec.limits().limits().stream().filter(refused).findFirst();
        if (guilty.isPresent()) {
            events.add("refuse "
                    + String.join(
                            ",", spec.limits().limits().stream().map(Limit::key).toList()));
            throw new RefusedException(isTalkative ? "no " + guilty.get().key() : "no");
        }
        FakeContainer container = new FakeContainer(spec.limits().without(forgotten));
        open.add(container);
        events.add("run "
                + String.join(
                        ",", spec.limits().limits().stream().map(Limit::key).toList()));
        return container;
    }

    @Override
    public Watch watch() {
        return () -> Uncharged.UNSEEN;
    }

    @Override
    public Optional<Lock> tryLock(Image image, Duration lease) {
        if (locked > 0) {
            locked--;
            return Optional.empty();
        }
        events.add("lock");
        return Optional.of(new Lock() {
            @Override
            public boolean isHeld() {
                return true;
            }

            @Override
            public void close() {
                events.add("unlock");
            }
        });
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(FakeContainer::close);
    }

    final class FakeContainer implements Container {
        private final Limits limits;
        private Optional<Long> started = Optional.empty();
        private Command command = Command.of(Command.Tool.IMAGE, List.of());

        FakeContainer(Limits limits) {
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
            Optional<CpuQuota> quota = limits.find(CpuQuota.class);
            double cpus =
                    Math.min(demand, quota.map(limit -> limit.cpus().value()).orElse(2.0));
            long wanted = command.toString().contains("--vm") && seconds > 0 ? 1L << 30 : 1 << 20;
            Optional<Long> most =
                    limits.find(Memory.class).map(limit -> limit.bytes().value());
            boolean killed = most.isPresent() && wanted > most.get();
            Readings readings = Readings.version(1)
                    .cpu(cpus * seconds, quota.isPresent() && demand > 0 ? Math.round(10 * seconds) : 0)
                    .memory(killed ? most.get() : wanted, killed ? 3 : 0)
                    .oomKills(killed ? 1 : 0);
            quota.ifPresent(limit -> readings.quota(limit.cpus().value()));
            most.ifPresent(readings::memoryLimit);
            return Optional.of(readings.at(seconds).reading());
        }

        @Override
        public Execution start(Command load) {
            events.add("start " + load);
            command = load;
            started = Optional.of(System.nanoTime());
            Optional<Execution.Exit> filled =
                    load.toString().contains("/fill") ? Optional.of(fill(load)) : Optional.empty();
            return new Execution() {
                private boolean killed;

                @Override
                public Optional<Exit> await(Duration atMost) {
                    try {
                        Thread.sleep(Math.min(10, atMost.toMillis()));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return killed ? Optional.of(new Exit(137, "", "")) : filled;
                }

                @Override
                public void interrupt() {
                    kill();
                }

                @Override
                public void kill() {
                    killed = true;
                    events.add("kill");
                }
            };
        }

        private Execution.Exit fill(Command load) {
            long wanted = Long.parseLong(load.arguments().get(load.arguments().size() - 1)) << 20;
            long limit = limits.find(StorageSize.class)
                    .map(size -> size.bytes().value())
                    .orElse(Long.MAX_VALUE);
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
        public long loggedBytes() {
            return 0;
        }

        @Override
        public void close() {
            open.remove(this);
            events.add("close");
        }
    }
}
