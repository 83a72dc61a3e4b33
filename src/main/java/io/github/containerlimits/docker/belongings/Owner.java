package io.github.containerlimits.docker.belongings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that owns what it makes on an engine.
 *
 * @param host the name of the machine that it runs on
 * @param pid its id there
 * @param started when it started, in milliseconds since 1970: ids are used again
 * @param machine tells machines of one name apart, and namespaces of process ids on one machine; empty where that is not known
 * @param ticks from the machine's start to the process's, which stay what they are when the clock is set; 0 where they are not known
 */
public record Owner(String host, long pid, long started, String machine, long ticks) {
    /** What the name of a machine begins with that is a task of a Swarm, before the task's id. */
    public static final String TASK = "limits-task-";

    /** The start's place among the fields of /proc/PID/stat that follow the name. */
    private static final int START = 19;

    public static Owner current() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), self.pid(), started(self), thisMachine(), ticks(self.pid()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replace('/', '-');
        } catch (UnknownHostException e) {
            // One whose name stands in no table of hosts, as that of a container without a network.
            String name = read(Path.of("/proc/sys/kernel/hostname")).strip().replace('/', '-');
            return name.isEmpty() ? "localhost" : name;
        }
    }

    private static String thisMachine() {
        String marks = read(Path.of("/etc/machine-id")).strip() + pidNamespace();
        return marks.isEmpty() ? "" : Integer.toHexString(marks.hashCode());
    }

    private static String pidNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return ""; // not Linux
        }
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static long ticks(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > START && fields[START].matches("\\d{1,18}") ? Long.parseLong(fields[START]) : 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // not Linux, or no such process
        }
    }

    /** Reads what {@link #toString} wrote, also without its last two parts; absent for anything else. */
    static Optional<Owner> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3 && parts.length != 5
                || parts[0].isEmpty()
                || !isNumber(parts[1])
                || !isNumber(parts[2])) {
            return Optional.empty();
        }
        if (parts.length == 3) {
            return Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), "", 0));
        }
        return isNumber(parts[4])
                ? Optional.of(new Owner(
                        parts[0],
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        parts[3],
                        Long.parseLong(parts[4])))
                : Optional.empty();
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,18}");
    }

    /** Whether the process is known to be gone: it was on this machine, and its id is free or another's. */
    boolean isGone() {
        if (!host.equals(hostName()) || !machine.isEmpty() && !machine.equals(thisMachine())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return true;
        }
        return ticks > 0 ? ticks(pid) != ticks : started(process.get()) != started;
    }

    /** The id of the Swarm's task that the process belonged to, all of which was on the node of that task; absent where it was no task's. */
    Optional<String> task() {
        return Optional.of(host).filter(name -> name.startsWith(TASK)).map(name -> name.substring(TASK.length()));
    }

    @Override
    public String toString() {
        return host + "/" + pid + "/" + started + "/" + machine + "/" + ticks;
    }
}
