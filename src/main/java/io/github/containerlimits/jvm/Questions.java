package io.github.containerlimits.jvm;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands that ask a JVM. Each is a script of the toolbox's shell, as an image need not have one. */
public final class Questions {
    /**
     * Prints the JVMs among the processes: of each its number, user, group and threads, and of the first its launcher, its command line and what it counts,
     * the latter two in base64, as they may be anything.
     */
    private static final String FIND = """
            busybox=$0; first=1
            for process in /proc/[0-9]*; do
              read -r name <"$process/comm" || continue
              [ "$name" = java ] || "$busybox" grep -q '/libjvm[.]so' "$process/maps" || continue
              user=; group=; threads=
              while read -r key one rest; do
                case $key in Uid:) user=${rest%%[!0-9]*};; Gid:) group=${rest%%[!0-9]*};; Threads:) threads=$one;; esac
              done <"$process/status"
              pid=${process#/proc/}
              echo "jvm $pid $user $group $threads"
              [ "$first" ] || continue
              first=
              program=$("$busybox" readlink "$process/exe") && echo "program $program"
              echo "words $("$busybox" head -c 65536 "$process/cmdline" | "$busybox" base64 -w 0)"
              for file in /tmp/hsperfdata_*/"$pid"; do
                [ -f "$file" ] && echo "counted $("$busybox" head -c 262144 "$file" | "$busybox" base64 -w 0)" && break
              done
            done 2>/dev/null
            :
            """;

    /** Has one jcmd ask all questions, that beside the JVM's own launcher or on the path; where there is none, it says so by its code. */
    private static final String DIAGNOSE = """
            pid=$1; jcmd=${2%/*}/jcmd
            [ -x "$jcmd" ] || jcmd=$(command -v jcmd) || exit 127
            printf 'GC.heap_info\\nCompiler.codecache\\nVM.classloader_stats\\nVM.native_memory summary\\n' | "$jcmd" "$pid" -f /dev/stdin
            """;

    /**
     * Starts the JVM with the options that are given, and has it print what it sees and what it would run with; then says which of the folders behind
     * {@code --} can't be written to.
     */
    private static final String START = """
            busybox=$0; java=$1; folders=$2; shift 2
            [ -x "$java" ] || java=$(command -v java) || java=$JAVA_HOME/bin/java
            [ -x "$java" ] || exit 127
            for folder in $folders; do
              file=$folder/.container-limits-$$
              if "$busybox" touch "$file"; then "$busybox" rm "$file"; else echo "unwritable $folder"; fi
            done 2>/dev/null
            exec "$java" "$@" -XshowSettings:system -XX:+PrintFlagsFinal -version
            """;

    private Questions() {}

    /** Finds the JVMs that run in a container, as the image's user: see {@link JvmProcess#parse}. */
    public static Command find() {
        return Command.of(Tool.BUSYBOX, List.of("sh", "-c", FIND, Container.BUSYBOX));
    }

    /** Has jcmd ask a running one, as the user that it runs as: see {@link Diagnostics#parse}. */
    public static Command diagnose(JvmProcess process) {
        return Command.of(
                        Tool.IMAGE,
                        List.of(
                                Container.BUSYBOX,
                                "sh",
                                "-c",
                                DIAGNOSE,
                                Container.BUSYBOX,
                                String.valueOf(process.pid()),
                                process.program().orElse("/")))
                .as(process.user());
    }

    /**
     * Starts the image's JVM in a container that has the application's limits, and asks it: see {@link Started}.
     *
     * @param program its launcher; absent for the one on the path, or below JAVA_HOME
     * @param words the command line of the application, or what its JVM was started with: the options in it on memory, CPUs and collectors are those of the JVM that is asked
     * @param environment beside the image's own
     */
    public static Command start(Optional<String> program, List<String> words, Map<String, String> environment) {
        List<String> folders = FoldersWritable.of(
                Stream.concat(words.stream(), options(environment)).toList());
        return Command.of(
                Tool.IMAGE,
                Stream.of(
                                Stream.of(Container.BUSYBOX, "env"),
                                environment.entrySet().stream()
                                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                                        .sorted(),
                                Stream.of(
                                        Container.BUSYBOX,
                                        "sh",
                                        "-c",
                                        START,
                                        Container.BUSYBOX,
                                        program.orElse(""),
                                        String.join(" ", folders)),
                                JvmProcess.options(words).stream())
                        .flatMap(all -> all)
                        .toList());
    }

    private static Stream<String> options(Map<String, String> environment) {
        return Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split("\\s+")));
    }
}
