package io.github.containerlimits.maven;

import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** A goal that prints as the build that it is part of does. */
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
abstract class ConsoleMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session.userProperties}", readonly = true, required = true)
    private Properties userProperties;

    @Parameter(defaultValue = "${session.request.interactiveMode}", readonly = true)
    private boolean interactive;

    @Parameter(defaultValue = "${session.request.degreeOfConcurrency}", readonly = true)
    private int degreeOfConcurrency;

    /** Maven's own for a terminal, or another where it shows no transient lines. */
    @Parameter(defaultValue = "${session.request.transferListener}", readonly = true)
    private @Nullable Object transferListener;

    final Console console() {
        return console(Optional.empty());
    }

    /** @param name of what others are told of at the same time; absent where there is nothing else */
    final Console console(Optional<String> name) {
        return Console.of(
                new Output.Build(
                        Output.colour(userProperties),
                        interactive,
                        Output.isQuiet(transferListener),
                        Output.isToFile(System.getProperty("sun.java.command", "")),
                        degreeOfConcurrency <= 1 && name.isEmpty(),
                        getLog().isInfoEnabled() && !getLog().isDebugEnabled()),
                name,
                getLog());
    }

    final Properties userProperties() {
        return userProperties;
    }
}
