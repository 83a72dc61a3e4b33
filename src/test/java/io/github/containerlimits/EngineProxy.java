package io.github.containerlimits;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a verification and the engine, passes every byte, counts the requests with something in them, and at the first of these may begin to
 * hang, or die. Only for engines on Unix sockets.
 */
final class EngineProxy implements AutoCloseable {
    private final Path folder;
    private final Path socket;
    private final Path engine;
    private final String trigger;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private volatile boolean hangs;
    private volatile boolean dies;

    /** What becomes of the engine once a request with the trigger in it has come. */
    enum End {
        HANGS,
        DIES,
        NONE
    }

    private final End end;

    private EngineProxy(String engine, String trigger, End end) throws IOException {
        this.folder = Files.createTempDirectory("container-limits-proxy");
        this.socket = folder.resolve("docker.sock");
        this.engine = Path.of(engine.replaceFirst("^unix://", ""));
        this.trigger = trigger;
        this.end = end;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        daemon(this::accept);
    }

    static EngineProxy before(String engine, String trigger, End end) throws IOException {
        return new EngineProxy(engine, trigger, end);
    }

    String address() {
        return "unix://" + socket;
    }

    /** How many requests had it in them. */
    int seen() {
        return seen.get();
    }

    /** From now on the engine is as it was. */
    void recover() {
        hangs = false;
        dies = false;
        hanging.countDown();
    }

    boolean hasEnded() {
        return hangs || dies;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (dies) {
                    client.close();
                    continue;
                }
                SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                open.add(client);
                open.add(upstream);
                daemon(() -> pass(client, upstream, true));
                daemon(() -> pass(upstream, client, false));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void pass(SocketChannel from, SocketChannel to, boolean asks) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (asks
                        && StandardCharsets.ISO_8859_1
                                .decode(buffer.duplicate())
                                .toString()
                                .contains(trigger)) {
                    seen.incrementAndGet();
                    end();
                }
                if (dies) {
                    return;
                }
                if (hangs) {
                    hanging.await();
                    return;
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One side is gone, and the other goes with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() throws IOException {
        hangs = end == End.HANGS;
        dies = end == End.DIES;
        if (dies) {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "engine-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        hanging.countDown();
        for (SocketChannel channel : open) {
            channel.close();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(folder);
    }
}
