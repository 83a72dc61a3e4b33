package io.github.containerlimits.policy;

import java.util.List;

/**
 * What a trial of the user's own runs.
 *
 * @param arguments without the tool's name; for {@link Tool#RUN} the command and its arguments. Passed on as a vector, never through a shell.
 */
public record Load(Tool tool, List<String> arguments) {
    /** The program that makes the load. */
    public enum Tool {
        STRESS("stress"),
        STRESS_NG("stress-ng"),
        FIO("fio"),
        /** A command of the image. */
        RUN("run");

        private final String key;

        Tool(String key) {
            this.key = key;
        }

        /** The key in a policy. */
        public String key() {
            return key;
        }
    }

    public Load {
        arguments = List.copyOf(arguments);
    }
}
