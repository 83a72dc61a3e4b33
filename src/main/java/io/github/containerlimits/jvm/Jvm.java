package io.github.containerlimits.jvm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a JVM, as far as it could be asked.
 *
 * @param version as it prints it: {@code openjdk 17.0.15}; absent where it did not start when it was asked
 * @param system what it sees of its container; absent where it does not tell that at all, as before 8u372
 * @param flags all of its options with their values; none where it does not print them
 * @param process the running one; absent where none runs any more
 * @param diagnostics what the running one says of its memory; empty where it was not asked
 * @param unwritable folders that it writes to and can't
 * @param failure why it did not answer, a sentence without a full stop; empty where it did
 */
public record Jvm(
        Optional<String> version,
        Optional<SystemSettings> system,
        Flags flags,
        Optional<JvmProcess> process,
        Diagnostics diagnostics,
        List<String> unwritable,
        String failure) {
    public Jvm {
        unwritable = List.copyOf(unwritable);
    }

    /** One that does not answer how it sees its limits. */
    public static Jvm silent(Optional<JvmProcess> process, Diagnostics diagnostics, String failure) {
        return new Jvm(Optional.empty(), Optional.empty(), Flags.NONE, process, diagnostics, List.of(), failure);
    }

    /** One that was started to be asked, and printed that. */
    public static Jvm read(Optional<JvmProcess> process, Diagnostics diagnostics, Started started) {
        return new Jvm(
                started.version(),
                SystemSettings.parse(started.printed()),
                Flags.parse(started.printed()),
                process,
                diagnostics,
                started.unwritable(),
                started.failure()
                        .orElse(
                                "it does not tell that when it is started with -XshowSettings:system and -XX:+PrintFlagsFinal"));
    }

    /** The same where the application ran it with options that nobody knows. */
    public Jvm withUnknownOptions() {
        return new Jvm(
                version,
                system,
                Flags.NONE,
                process,
                diagnostics,
                unwritable,
                "with which options it ran is not known, as it could not be looked at, and its container's command is not java itself");
    }

    /** Its name in a sentence. */
    String named() {
        return version.orElse("the JVM");
    }

    /** Its threads as the kernel counts them; absent where it does not run any more. */
    OptionalLong threads() {
        return process.map(running -> OptionalLong.of(running.threads())).orElse(OptionalLong.empty());
    }

    /** How many classes it has loaded; absent where nothing counted them. */
    OptionalLong loadedClasses() {
        return process.flatMap(JvmProcess::counted)
                .map(PerfData::loadedClasses)
                .filter(OptionalLong::isPresent)
                .orElse(diagnostics.classes());
    }
}
