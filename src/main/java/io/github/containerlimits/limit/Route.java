package io.github.containerlimits.limit;

/** How a load comes at a limit. */
public enum Route {
    /** By what the limit is made for. */
    STRAIGHT(""),
    /** Writes go through the page cache, and the kernel's flusher. */
    BUFFERED(" (buffered)"),
    /** Memory is taken by files in a tmpfs. */
    TMPFS(" (tmpfs)");

    private final String suffix;

    Route(String suffix) {
        this.suffix = suffix;
    }

    /** What tells such a load's name from the limit's own, with a blank before it; empty for the straight one. */
    public String suffix() {
        return suffix;
    }
}
