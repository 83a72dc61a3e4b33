package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.docker.belongings.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that runs once on a node, as root of its container.
 *
 * @param image its reference
 * @param program in place of the image's own; that where empty
 * @param arguments of the program, which anybody can read who may inspect services
 * @param secrets what it is told beside them, by the files in which it reads that
 * @param mounts what it has of the node
 * @param isOnTheHostsNetwork whether it has the node's network, in place of one of its own
 */
public record Job(
        String image,
        List<String> program,
        List<String> arguments,
        Map<String, Secret> secrets,
        List<Mount> mounts,
        boolean isOnTheHostsNetwork) {
    /** What a job may take to remove what it made when it is stopped. */
    private static final Duration TO_STOP = Duration.ofMinutes(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    public Job {
        program = List.copyOf(program);
        arguments = List.copyOf(arguments);
        secrets = Map.copyOf(secrets);
        mounts = List.copyOf(mounts);
    }

    /** A text that a Swarm keeps, which only the tasks can read that it is given to. */
    public record Secret(String id, String name) {}

    /**
     * A path of the node in the job.
     *
     * @param source on the node, where it must be there; placeholders of services such as {@code {{.Node.Hostname}}} are allowed
     * @param target in the job
     */
    public record Mount(String source, String target, boolean isReadOnly) {}

    /** As the service that it is, with one task, bound to a node and not started again. */
    ObjectNode service(String name, ObjectNode labels, Node node) {
        ObjectNode body = JSON.createObjectNode().put("Name", name);
        body.set("Labels", labels);
        // Not in Swarm's own mode for jobs: it neither stops nor removes a job's containers when the service is
        // removed.
        body.putObject("Mode").putObject("Replicated").put("Replicas", 1);
        ObjectNode template = body.putObject("TaskTemplate");
        template.putObject("RestartPolicy").put("Condition", "none");
        template.putObject("Placement").putArray("Constraints").add("node.id==" + node.id());
        // The node's own choice may be one that can't be read.
        template.putObject("LogDriver").put("Name", "json-file");
        if (isOnTheHostsNetwork) {
            template.putArray("Networks").addObject().put("Target", "host");
        }
        template.set("ContainerSpec", container(labels));
        return body;
    }

    private ObjectNode container(ObjectNode labels) {
        ObjectNode container = JSON.createObjectNode().put("Image", image).put("User", "0:0");
        container.put("StopGracePeriod", TO_STOP.toNanos());
        container.put("Hostname", Owner.TASK + "{{.Task.ID}}");
        container.set("Labels", labels);
        container.putObject("Healthcheck").putArray("Test").add("NONE");
        program.forEach(container.withArray("Command")::add);
        arguments.forEach(container.withArray("Args")::add);
        for (Mount mount : mounts) {
            container
                    .withArray("Mounts")
                    .addObject()
                    .put("Type", "bind")
                    .put("Source", mount.source())
                    .put("Target", mount.target())
                    .put("ReadOnly", mount.isReadOnly());
        }
        secrets.forEach((file, told) -> {
            ObjectNode secret = container.withArray("Secrets").addObject();
            secret.put("SecretID", told.id()).put("SecretName", told.name());
            secret.putObject("File")
                    .put("Name", file)
                    .put("UID", "0")
                    .put("GID", "0")
                    .put("Mode", 0400);
        });
        return container;
    }
}
