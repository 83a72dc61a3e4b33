package io.github.containerlimits.docker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that owns what it makes on an engine.
 *
 * @param host the name of the machine it runs on
 * @param pid its id there
 * @param started when it started, in milliseconds since 1970: ids are used again
 */
record Owner(String host, long pid, long started) {
    static Owner current() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), self.pid(), started(self));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine that does not know its own name
        }
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Reads what {@link #toString} wrote; absent for anything else. */
    static Optional<Owner> parse(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == 3 && parts[1].matches("\\d{1,18}") && parts[2].matches("\\d{1,18}")
                ? Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])))
                : Optional.empty();
    }

    /** Whether the process is known to be gone: it was on this machine, and its id is free or another's. */
    boolean isGone() {
        if (!host.equals(hostName())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isEmpty() || started(process.get()) != started;
    }

    @Override
    public String toString() {
        return host + "/" + pid + "/" + started;
    }
}
