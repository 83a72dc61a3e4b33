package io.github.containerlimits.jvm;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM sees of its container, as {@code java -XshowSettings:system} prints it.
 *
 * @param provider the version of control groups that it reads, {@code cgroupv1}; absent where it sees none
 * @param cpus how many CPUs it takes itself to have
 * @param memory its limit on memory in bytes; absent where it sees none
 */
public record SystemSettings(Optional<String> provider, OptionalInt cpus, OptionalLong memory) {
    private static final Pattern HEADING = Pattern.compile("(?m)^Operating System Metrics:$");
    private static final Pattern PROVIDER = Pattern.compile("(?m)^ {4}Provider: (\\w{1,20})$");
    private static final Pattern CPUS = Pattern.compile("(?m)^ {4}Effective CPU Count: (\\d{1,5})$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^ {4}Memory Limit: (\\d{1,15})\\.(\\d\\d)([BKMGT])$");
    private static final String UNITS = "BKMGT";

    /** By how much a size may differ from what is printed of it, with two digits behind the point. */
    static final double ROUNDED = 0.01;

    /** Reads what was printed; absent where it has nothing of the system. */
    static Optional<SystemSettings> parse(String printed) {
        return HEADING.matcher(printed).find()
                ? Optional.of(new SystemSettings(
                        first(PROVIDER, printed).map(found -> found.group(1)), cpus(printed), memory(printed)))
                : Optional.empty();
    }

    private static OptionalInt cpus(String printed) {
        return first(CPUS, printed)
                .map(found -> OptionalInt.of(Integer.parseInt(found.group(1))))
                .orElse(OptionalInt.empty());
    }

    private static OptionalLong memory(String printed) {
        return first(MEMORY, printed)
                .map(found -> {
                    double number = Double.parseDouble(found.group(1) + "." + found.group(2));
                    return OptionalLong.of(Math.round(number * Math.pow(1024, UNITS.indexOf(found.group(3)))));
                })
                .orElse(OptionalLong.empty());
    }

    private static Optional<Matcher> first(Pattern pattern, String printed) {
        return Optional.of(pattern.matcher(printed)).filter(Matcher::find);
    }
}
