package io.github.containerlimits.load;

/**
 * A load that runs beside an application, to see whether that bears it.
 *
 * @param load with an end of its own, later than the application's time
 * @param isInside whether it runs in the application's container and its limits; otherwise in a container of its own without limits
 */
public record Stressor(Workload load, boolean isInside) {
    /** As a reader knows it: {@code stress-ng --vm 1 in its container}. */
    @Override
    public String toString() {
        return load.shown() + (isInside ? " in its container" : " as a rival");
    }
}
