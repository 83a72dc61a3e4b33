package io.github.containerlimits.engine;

/** The engine failed, or could not be reached: a breakage, not a verdict. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
