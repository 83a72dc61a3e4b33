package io.github.containerlimits.engine;

/** The engine refuses to make or start a container with the limits asked for; the message is the engine's own, in one line. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
