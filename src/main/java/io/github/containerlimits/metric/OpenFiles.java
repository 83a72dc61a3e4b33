package io.github.containerlimits.metric;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The most files that a process had open at a time, as a load that opens them until it is refused says of itself: {@code opened 1024 files}. */
public final class OpenFiles implements MetricKind {
    public static final OpenFiles KIND = new OpenFiles();

    private static final Pattern OPENED = Pattern.compile("^opened (\\d{1,10}) files$", Pattern.MULTILINE);

    /** What the kernel's error EMFILE says. */
    private static final String REFUSED = "Too many open files";

    private OpenFiles() {}

    @Override
    public String key() {
        return "files.open";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "number of open files";
    }

    /** None: the kernel counts each file, and refuses the one too many. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        OptionalLong most = observed.measurement().exit().stream()
                .flatMap(exit -> OPENED.matcher(exit.stdout()).results())
                .mapToLong(opened -> Long.parseLong(opened.group(1)))
                .max();
        return most.isPresent() ? Optional.of(Value.exact((double) most.getAsLong())) : Optional.empty();
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return observed.measurement()
                .exit()
                .filter(exit -> exit.stderr().contains(REFUSED))
                .map(exit -> "the next was refused (EMFILE)");
    }
}
