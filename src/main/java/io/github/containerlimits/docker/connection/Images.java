package io.github.containerlimits.docker.connection;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The images that an engine has or can pull. */
public record Images(Connection connection, Consumer<String> progress) {
    private static final Duration TO_PULL = Duration.ofMinutes(15);

    /** The image, pulled where the engine does not have it. */
    public Image get(String reference) {
        return find(reference).orElseGet(() -> {
            pull(reference);
            return find(reference)
                    .orElseThrow(() -> new EngineException(
                            "The image '" + reference + "' was pulled, but the engine does not have it."));
        });
    }

    public Optional<Image> find(String reference) {
        return connection
                .find(
                        "inspect the image " + reference,
                        () -> connection.client().inspectImageCmd(reference).exec())
                .map(image -> image(reference, image));
    }

    /** The smallest that the engine has, by its name, or where it has none by its id; of several the one that is named first. Absent where the engine has none. */
    public Optional<Image> smallest() {
        return connection
                .call(
                        "list its images",
                        () -> connection.client().listImagesCmd().exec())
                .stream()
                .min(Comparator.<com.github.dockerjava.api.model.Image, Long>comparing(
                                com.github.dockerjava.api.model.Image::getSize)
                        .thenComparing(Images::name))
                .flatMap(image -> find(name(image)));
    }

    private static String name(com.github.dockerjava.api.model.Image image) {
        return Stream.ofNullable(image.getRepoTags())
                .flatMap(Arrays::stream)
                .filter(tag -> !tag.startsWith("<none>"))
                .sorted()
                .findFirst()
                .orElse(image.getId());
    }

    private static Image image(String reference, InspectImageResponse image) {
        var config = Optional.ofNullable(image.getConfig());
        return new Image(
                reference,
                String.valueOf(image.getId()),
                config.map(known -> known.getUser()).orElse(""),
                config.map(known -> known.getWorkingDir()).orElse(""),
                config.map(known -> known.getVolumes())
                        .map(Map::keySet)
                        .map(List::copyOf)
                        .orElse(List.of()));
    }

    private void pull(String reference) {
        progress.accept("Pulling " + reference);
        try {
            boolean done = connection
                    .calls()
                    .call(
                            "pull " + reference,
                            TO_PULL.plusSeconds(10),
                            () -> connection
                                    .client()
                                    .pullImageCmd(tagged(reference))
                                    .start()
                                    .awaitCompletion(TO_PULL.toSeconds(), TimeUnit.SECONDS));
            if (!done) {
                throw new EngineException("it was not done within " + TO_PULL.toMinutes() + " min");
            }
        } catch (EngineException e) {
            throw new EngineException(
                    "The image '" + reference + "' is not on the engine and can't be pulled: "
                            + Calls.reason(e).replaceFirst("\\.$", "")
                            + ". Build it before this goal runs, or fetch it with 'docker pull' after 'docker login'.",
                    e);
        }
    }

    /** Without a tag the engine would pull all tags. */
    static String tagged(String reference) {
        boolean hasTag = reference.indexOf(':', reference.lastIndexOf('/') + 1) >= 0;
        return hasTag || reference.contains("@") ? reference : reference + ":latest";
    }
}
