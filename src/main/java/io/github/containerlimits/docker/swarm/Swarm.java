package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.docker.belongings.Labels;
import io.github.containerlimits.docker.belongings.Owner;
import io.github.containerlimits.docker.connection.Address;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A Swarm, by one of its managers. What is made there carries the run's labels and is removed when it is closed. A job is a service with one task, bound to a node and not started again; removing
 * it stops its program, which then removes what it made on its node.
 */
public final class Swarm implements AutoCloseable {
    /** A secret's size that Swarm takes. */
    public static final int MOST_SECRET_BYTES = 500 * 1024;

    private static final Duration TO_LOAD = Duration.ofMinutes(10);

    private static final int SHORT_RUN = 8;
    private static final String NAME = "container-limits-";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final Api api;
    private final Labels labels;
    private final List<String> services = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private int started;
    private boolean closed;

    private Swarm(Connection connection, Labels labels) {
        this.connection = connection;
        this.api = new Api(connection);
        this.labels = labels;
    }

    /**
     * Connects to an engine.
     *
     * @param dockerHost its address; empty for the usual one
     * @param run an id of this run, for the labels of what it makes
     * @param answer how long it may take to answer
     * @throws EngineException where it can't be reached
     */
    public static Swarm connect(String dockerHost, String run, Duration answer) {
        Address address = Address.find(dockerHost, System.getenv(), Path.of(System.getProperty("user.home")));
        return new Swarm(Connection.open(address, answer), new Labels(run, Owner.current()));
    }

    /** Whether the engine is a manager of one. */
    public boolean isManager() {
        return api.get("say what it is", "/info")
                .path("Swarm")
                .path("ControlAvailable")
                .asBoolean();
    }

    /**
     * Its nodes, by their names.
     *
     * @throws EngineException where the engine is no manager
     */
    public List<Node> nodes() {
        if (!isManager()) {
            throw new EngineException("The engine at " + connection.facts().address()
                    + " is no manager of a Swarm: name one with" + " container-limits.dockerHost or DOCKER_HOST.");
        }
        return StreamSupport.stream(api.get("list its nodes", "/nodes").spliterator(), false)
                .map(Node::of)
                .sorted(Comparator.comparing(Node::hostname).thenComparing(Node::id))
                .toList();
    }

    /** A node as it is now; absent where it has left. */
    public Optional<Node> node(String id) {
        return connection.find("inspect a node", () -> Node.of(api.get("inspect a node", "/nodes/" + id)));
    }

    /** Whether the manager itself has an image. */
    public boolean hasImage(String reference) {
        return connection
                .find(
                        "inspect the image " + reference,
                        () -> connection.client().inspectImageCmd(reference).exec())
                .isPresent();
    }

    /** An image that the plugin made and the manager itself has; absent where that is another one. */
    public Optional<OwnImage> image(String reference) {
        return OwnImage.of(
                reference,
                connection.call(
                        "inspect the image " + reference,
                        () -> connection.client().inspectImageCmd(reference).exec()));
    }

    /** The manager itself. */
    public Manager manager() {
        JsonNode swarm = api.get("say what it is", "/info").path("Swarm");
        return new Manager(
                Node.of(api.get(
                        "inspect a node", "/nodes/" + swarm.path("NodeID").asText())),
                swarm.path("NodeAddr").asText());
    }

    /**
     * A manager as one of the nodes.
     *
     * @param address by which the others reach it
     */
    public record Manager(Node node, String address) {}

    /** Gives the manager itself an image that docker save wrote. */
    public void load(Path tar) {
        connection.calls().call("load the image for the nodes", TO_LOAD, () -> {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(tar))) {
                return connection.client().loadImageCmd(in).exec();
            }
        });
    }

    /**
     * Keeps a text where only the tasks that it is given to can read it.
     *
     * @return its name
     * @throws EngineException where it is longer than {@link #MOST_SECRET_BYTES}
     */
    public Job.Secret keep(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_SECRET_BYTES) {
            throw new EngineException("The policy and its variables are " + bytes.length
                    + " bytes, and a secret of a Swarm takes " + MOST_SECRET_BYTES + ".");
        }
        ObjectNode body = JSON.createObjectNode().put("Name", NAME + labels.run());
        body.put("Data", Base64.getEncoder().encodeToString(bytes));
        body.set("Labels", labels());
        String id =
                api.post("keep a secret", "/secrets/create", body).path("ID").asText();
        secrets.add(id);
        return new Job.Secret(id, body.path("Name").asText());
    }

    /**
     * Lets a job run once on a node.
     *
     * @return the id of its service
     */
    public String start(Job job, Node node) {
        ObjectNode body = job.service(NAME + shortRun() + "-" + node.id() + "-" + ++started, labels(), node);
        String id = api.post("start a job on " + node.hostname(), "/services/create", body)
                .path("ID")
                .asText();
        services.add(id);
        return id;
    }

    /** Swarm's names have at most 63 characters. */
    private String shortRun() {
        return labels.run().substring(0, Math.min(SHORT_RUN, labels.run().length()));
    }

    /** How far a job is. */
    public Task task(String service) {
        JsonNode tasks = api.get("say how far a job is", "/tasks?filters=" + filter("service", service));
        return StreamSupport.stream(tasks.spliterator(), false)
                .max(Comparator.comparing(task -> task.path("CreatedAt").asText()))
                .map(Task::of)
                .orElse(Task.NONE);
    }

    /**
     * What a job printed.
     *
     * @param most bytes of it
     */
    public Log log(String service, int most) {
        return api.get(
                "send the log of a job",
                "/services/" + service + "/logs?stdout=1&stderr=1",
                body -> Log.read(body, most));
    }

    /** Removes a job, and with it what it printed. */
    public void remove(String service) {
        remove("a job", "/services/" + service);
        services.remove(service);
    }

    /**
     * Removes jobs and secrets that runs left behind whose process was on this machine and is gone.
     *
     * @return what was removed, one line each
     */
    public List<String> sweep() {
        List<String> removed = new ArrayList<>();
        for (String kind : List.of("services", "secrets")) {
            JsonNode all = api.get("list its " + kind, "/" + kind + "?filters=" + filter("label", Labels.RUN));
            for (JsonNode one : all) {
                Map<String, String> own = JSON.convertValue(one.path("Spec").path("Labels"), new TypeReference<>() {});
                if (Labels.areAbandoned(own)) {
                    String name = kind.substring(0, kind.length() - 1) + " "
                            + one.path("Spec").path("Name").asText();
                    if (remove(name, "/" + kind + "/" + one.path("ID").asText())) {
                        removed.add(name);
                    }
                }
            }
        }
        return removed;
    }

    private boolean remove(String what, String path) {
        try {
            api.delete("remove " + what, path);
            return true;
        } catch (EngineException e) {
            if (Answers.isAbsence(e)) {
                return false;
            }
            throw e;
        }
    }

    private ObjectNode labels() {
        ObjectNode node = JSON.createObjectNode();
        labels.all().forEach(node::put);
        return node;
    }

    private static String filter(String name, String value) {
        ArrayNode values = JSON.createArrayNode().add(value);
        return URLEncoder.encode(JSON.createObjectNode().set(name, values).toString(), StandardCharsets.UTF_8);
    }

    /**
     * Removes all that was made, once.
     *
     * @throws EngineException where something could not be removed, with the first reason
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<EngineException> problems = new ArrayList<>();
        List.copyOf(services).forEach(service -> attempt(() -> remove("a job", "/services/" + service), problems));
        List.copyOf(secrets).forEach(secret -> attempt(() -> remove("a secret", "/secrets/" + secret), problems));
        connection.close();
        if (!problems.isEmpty()) {
            throw problems.get(0);
        }
    }

    private static void attempt(Runnable removal, List<EngineException> problems) {
        try {
            removal.run();
        } catch (EngineException e) {
            problems.add(e);
        }
    }
}
