package io.github.containerlimits.load;

import io.github.containerlimits.quantity.Bytes;
import java.util.List;
import java.util.Optional;

/** The workers of stress and stress-ng that take memory. */
public final class VmWorkers {
    /** What a worker takes where it is not told, in both tools. */
    private static final Bytes USUAL = Bytes.ofMebibytes(256);

    private VmWorkers() {}

    /** Bytes that they take together; 0 where there are none, or where they are sized by the host and not in numbers. */
    public static long memory(List<String> arguments) {
        long workers = value(arguments, "-m", "--vm")
                .filter(text -> text.matches("\\d{1,4}"))
                .map(Long::parseLong)
                .orElse(0L);
        Optional<String> each = value(arguments, "--vm-bytes", "--vm-bytes");
        if (each.isPresent() && !each.get().matches("\\d{1,12}[bBkKmMgG]?")) {
            return 0;
        }
        return workers * each.map(Bytes::parse).orElse(USUAL).value();
    }

    private static Optional<String> value(List<String> arguments, String shortName, String longName) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(longName + "=")) {
                return Optional.of(argument.substring(longName.length() + 1));
            }
            if ((argument.equals(shortName) || argument.equals(longName)) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
