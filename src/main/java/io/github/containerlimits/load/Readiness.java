package io.github.containerlimits.load;

import java.util.List;
import java.util.regex.Pattern;

/** When an application is ready for its work. */
public sealed interface Readiness {
    /** As a reader knows it: {@code GET :8080/health}. */
    @Override
    String toString();

    /**
     * It answers a GET request with a status of 200 to 399.
     *
     * @param path with its slash
     */
    record Http(int port, String path) implements Readiness {
        @Override
        public String toString() {
            return "GET :" + port + path;
        }
    }

    /** A line of its output has what the pattern finds. */
    record Log(Pattern pattern) implements Readiness {
        @Override
        public String toString() {
            return "a line with '" + pattern + "'";
        }
    }

    /** A command of the image, run in its container and limits, ends with code 0. */
    record Exec(List<String> command) implements Readiness {
        public Exec {
            command = List.copyOf(command);
        }

        @Override
        public String toString() {
            return String.join(" ", command);
        }
    }

    /** The image's health check, which the engine runs, says so. */
    record HealthCheck() implements Readiness {
        @Override
        public String toString() {
            return "the image's health check";
        }
    }

    /** It still runs after so many seconds. */
    record StillRuns(int seconds) implements Readiness {
        @Override
        public String toString() {
            return "running after " + seconds + " s";
        }
    }

    /** It is a job: it has done its work once it ended with code 0. */
    record Ends() implements Readiness {
        @Override
        public String toString() {
            return "its end";
        }
    }
}
