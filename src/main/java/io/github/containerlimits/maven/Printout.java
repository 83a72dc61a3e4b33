package io.github.containerlimits.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where what a goal found goes.
 *
 * @param format its name in small letters
 * @param file absent for the console
 */
record Printout(String format, @Nullable File file, Console console) {
    /** As lines of the log, one for each line; any other format is for programs, and printed as it is. */
    static final String TEXT = "text";

    /**
     * Checks the format before anything is done for it.
     *
     * @throws MojoExecutionException where it is none of those
     */
    static Printout of(String format, List<String> formats, @Nullable File file, Console console)
            throws MojoExecutionException {
        String name = format.strip().toLowerCase(Locale.ROOT);
        if (!formats.contains(name)) {
            throw new MojoExecutionException(
                    "format (container-limits.format): '" + format + "' is none of " + String.join(", ", formats));
        }
        return new Printout(name, file, console);
    }

    /**
     * Tells it.
     *
     * @param formats the whole text by the name of the format, made where it is wanted
     * @throws MojoExecutionException where the file can't be written
     */
    void tell(Map<String, Supplier<String>> formats) throws MojoExecutionException {
        Supplier<String> wanted = formats.get(format);
        if (wanted == null) {
            throw new IllegalStateException("the format " + format + " was announced and is not there");
        }
        if (file != null) {
            write(file.toPath(), wanted.get());
        } else if (format.equals(TEXT)) {
            wanted.get().lines().forEach(console::say);
        } else {
            Console.raw(wanted.get());
        }
    }

    private void write(Path path, String text) throws MojoExecutionException {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, text);
            console.say("Wrote " + path);
        } catch (IOException e) {
            throw new MojoExecutionException(path + " (container-limits.outputFile) cannot be written: " + e, e);
        }
    }
}
