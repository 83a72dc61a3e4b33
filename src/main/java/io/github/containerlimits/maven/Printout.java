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
     * The whole text in the format that is wanted.
     *
     * @param formats it by the name of the format, made where it is wanted
     */
    String text(Map<String, Supplier<String>> formats) {
        Supplier<String> wanted = formats.get(format);
        if (wanted == null) {
            throw new IllegalStateException("the format " + format + " was announced and is not there");
        }
        return wanted.get();
    }

    /**
     * Tells it.
     *
     * @param formats as for the text
     * @throws MojoExecutionException where the file can't be written
     */
    void tell(Map<String, Supplier<String>> formats) throws MojoExecutionException {
        String text = text(formats);
        if (file != null) {
            write(file.toPath(), text);
            console.say("Wrote " + file);
        } else if (format.equals(TEXT)) {
            text.lines().forEach(console::say);
        } else {
            Console.raw(text);
        }
    }

    /**
     * Writes a text to the parameter's file, whose directories are made.
     *
     * @throws MojoExecutionException where it can't be written
     */
    static void write(Path path, String text) throws MojoExecutionException {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new MojoExecutionException(path + " (container-limits.outputFile) cannot be written: " + e, e);
        }
    }
}
