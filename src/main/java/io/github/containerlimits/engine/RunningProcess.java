package io.github.containerlimits.engine;

/**
 * A process of a container, as the engine's host sees it.
 *
 * @param id by which the host knows it
 * @param session the id of the process that began its session: each command that is started in a container has one of its own
 * @param command its command line
 */
public record RunningProcess(long id, long session, String command) {
    private static final int LONGEST = 120;

    /** Whether the command line is known: ps writes the bare name in brackets where it could not be read at that moment. */
    public boolean isNamed() {
        return !command.startsWith("[");
    }

    /** As a reader knows it: {@code pid 4711 (httpd -f)}. */
    @Override
    public String toString() {
        return "pid " + id + " (" + (command.length() > LONGEST ? command.substring(0, LONGEST) + "…" : command) + ")";
    }
}
