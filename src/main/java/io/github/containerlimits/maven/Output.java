package io.github.containerlimits.maven;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Who reads what a build prints: people at a terminal, or a log.
 *
 * @param isLive whether lines may be shown that are taken back
 * @param isColoured whether text is painted, as Maven's own is
 */
record Output(boolean isLive, boolean isColoured) {
    /** Maven's setting, and its name since Maven 4. */
    private static final List<String> COLOUR = List.of("style.color", "maven.style.color");

    /**
     * What Maven tells of itself.
     *
     * @param colour always, never or auto
     * @param isInteractive whether it was not started with {@code -B}
     * @param isQuietOfTransfers whether it shows no transient lines of its own: {@code -ntp}, {@code -q}, {@code -l}, {@code -B}
     * @param isToFile whether its log goes to a file
     * @param isAlone whether one module is built at a time
     * @param isUsual whether its log has what is usual: neither less nor more
     */
    record Build(
            String colour,
            boolean isInteractive,
            boolean isQuietOfTransfers,
            boolean isToFile,
            boolean isAlone,
            boolean isUsual) {}

    /** The setting of the command line. */
    static String colour(Properties userProperties) {
        return COLOUR.stream()
                .map(name -> userProperties.getProperty(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("auto");
    }

    /** Whether Maven shows no transient lines of transfers, for which it has a listener of its own on terminals. */
    static boolean isQuiet(@Nullable Object transferListener) {
        String name =
                transferListener == null ? "" : transferListener.getClass().getSimpleName();
        return !name.startsWith("Console") && !name.startsWith("Simplex");
    }

    /** Whether Maven was told to write its log to a file, which it keeps to itself. */
    static boolean isToFile(String commandLine) {
        return Arrays.stream(commandLine.split(" "))
                .anyMatch(word -> word.equals("-l") || word.startsWith("--log-file"));
    }

    /**
     * What follows from all that is known.
     *
     * @param isTerminal whether people read what the process prints on a terminal
     * @param environment the variables of the process
     */
    static Output of(Build build, boolean isTerminal, Map<String, String> environment) {
        boolean isOnTerminal = isTerminal && build.isInteractive() && !build.isToFile();
        boolean isPipeline = !environment.getOrDefault("CI", "").isBlank();
        String term = environment.getOrDefault("TERM", "");
        boolean isCapable = !term.isEmpty() && !term.equals("dumb");
        return new Output(
                isOnTerminal
                        && isCapable
                        && !isPipeline
                        && !build.isQuietOfTransfers()
                        && build.isAlone()
                        && build.isUsual(),
                switch (build.colour()) {
                    case "always" -> true;
                    case "never" -> false;
                    default -> isOnTerminal && isCapable;
                });
    }
}
