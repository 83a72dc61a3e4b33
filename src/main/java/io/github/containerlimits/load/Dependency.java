package io.github.containerlimits.load;

/**
 * What an application needs to work, such as a database: started before it and ready, in a container of its own without limits, in one network with it.
 *
 * @param name by which the application reaches it, which stands for 127.0.0.1
 * @param image as the engine knows it
 * @param service what runs there, which is watched for no time of its own
 */
public record Dependency(String name, String image, Service service) {
    /** As a reader knows it: {@code db (postgres:17)}. */
    @Override
    public String toString() {
        return name + " (" + image + ")";
    }
}
