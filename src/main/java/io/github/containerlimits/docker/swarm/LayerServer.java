package io.github.containerlimits.docker.swarm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.containerlimits.docker.connection.Address;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Serves the layer of an image of this engine's over HTTP, to the engines of other nodes: what nothing secret is in, and what they check by its hash. */
public final class LayerServer implements AutoCloseable {
    /** Less than any Java has, and more than what describes an image. */
    private static final long LEAST_OF_A_LAYER = 1 << 20;

    /** Nodes that are served at once. */
    private static final int AT_ONCE = 8;

    private static final int OK = 200;
    private static final int ABSENT = 404;

    private final Connection connection;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);

    private LayerServer(Connection connection, HttpServer server) {
        this.connection = connection;
        this.server = server;
    }

    /**
     * Begins to serve.
     *
     * @param engine its address
     * @param image its reference
     * @param answer how long the engine may take to answer
     * @param log is told of what goes wrong
     * @throws EngineException where the engine can't be reached
     * @throws IOException where no port can be had
     */
    public static LayerServer start(String engine, String image, Duration answer, Consumer<String> log)
            throws IOException {
        Connection connection = Connection.open(Address.find(engine, Map.of(), Path.of("/")), answer);
        LayerServer served = new LayerServer(connection, HttpServer.create(new InetSocketAddress(0), 0));
        served.server.createContext("/", exchange -> served.answer(exchange, image, log));
        served.server.setExecutor(served.executor);
        served.server.start();
        return served;
    }

    /** The port at which it answers, on all addresses. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, String image, Consumer<String> log) throws IOException {
        try (exchange;
                InputStream saved = connection.client().saveImageCmd(image).exec();
                TarArchiveInputStream tar = new TarArchiveInputStream(saved)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getSize() >= LEAST_OF_A_LAYER) {
                    exchange.sendResponseHeaders(OK, entry.getSize());
                    try (OutputStream out = exchange.getResponseBody()) {
                        tar.transferTo(out);
                    }
                    return;
                }
            }
            exchange.sendResponseHeaders(ABSENT, -1);
        } catch (IOException | RuntimeException e) {
            log.accept("The layer of " + image + " could not be served: " + e);
            throw e;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        connection.close();
    }
}
