package io.github.containerlimits.engine;

import java.util.List;
import java.util.Optional;

/**
 * A command to run in a container.
 *
 * @param arguments a vector, without the tool's own name; for {@link Tool#IMAGE} the command itself first
 * @param user who runs it, by a number; absent where it is the image's user
 */
public record Command(Tool tool, List<String> arguments, Optional<String> user) {
    public Command {
        arguments = List.copyOf(arguments);
    }

    public static Command of(Tool tool, List<String> arguments) {
        return new Command(tool, arguments, Optional.empty());
    }

    public static Command asRoot(Tool tool, List<String> arguments) {
        return new Command(tool, arguments, Optional.of("0"));
    }

    /** The same as another user, who need not be known in the image. */
    public Command as(String other) {
        return new Command(tool, arguments, Optional.of(other));
    }

    /** Where a command's program comes from. */
    public enum Tool {
        STRESS("stress"),
        STRESS_NG("stress-ng"),
        FIO("fio"),
        BUSYBOX("busybox"),
        /** Only in a toolbox that was asked to have it. */
        H2LOAD("h2load"),
        /** The image itself. */
        IMAGE("");

        private final String program;

        Tool(String program) {
            this.program = program;
        }

        /**
         * How the program is started in a container: with the toolbox's own loader and libraries, since the image may have others or none. Empty
         * for the image's own commands.
         */
        public List<String> prefix() {
            return switch (this) {
                case IMAGE -> List.of();
                case BUSYBOX -> List.of(Container.BUSYBOX);
                case STRESS, STRESS_NG, FIO, H2LOAD ->
                    List.of(
                            Container.TOOLBOX + "/lib/ld.so",
                            "--library-path",
                            Container.TOOLBOX + "/lib",
                            Container.TOOLBOX + "/bin/" + program);
            };
        }

        /** The program's name in the toolbox; empty for the image's own. */
        public String program() {
            return program;
        }
    }

    /** The command line as a reader knows it: {@code stress --cpu 4}. */
    @Override
    public String toString() {
        return (tool.program() + " " + String.join(" ", arguments)).strip();
    }
}
