package io.github.containerlimits.metric;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Files and directories on a tmpfs, as a load that makes them until it is refused says of itself: {@code made 1024 files}. */
public final class MadeFiles implements MetricKind {
    public static final MadeFiles KIND = new MadeFiles();

    private static final Pattern MADE = Pattern.compile("^made (\\d{1,15}) files$", Pattern.MULTILINE);

    /** What the kernel's error ENOSPC says. */
    private static final String REFUSED = "No space left on device";

    private MadeFiles() {}

    @Override
    public String key() {
        return "tmpfs.files";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "number of files";
    }

    /** None: the kernel counts each file, and refuses the one too many. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        OptionalLong most = observed.measurement().exit().stream()
                .flatMap(exit -> MADE.matcher(exit.stdout()).results())
                .mapToLong(made -> Long.parseLong(made.group(1)))
                .max();
        return most.isPresent() ? Optional.of(Value.exact((double) most.getAsLong())) : Optional.empty();
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return observed.measurement()
                .exit()
                .filter(exit -> exit.stderr().contains(REFUSED))
                .map(exit -> "the next was refused (ENOSPC)");
    }
}
