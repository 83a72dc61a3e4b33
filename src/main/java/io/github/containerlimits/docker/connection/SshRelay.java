package io.github.containerlimits.docker.connection;

import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A socket of this user alone, behind which an engine of another machine answers. Each connection to it is a process of the system's {@code ssh}, which runs {@code docker system dial-stdio}
 * there, as the Docker CLI does it: keys, known hosts and the configuration are those of ssh, which asks nobody for a password.
 */
final class SshRelay implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    /** Bytes that are kept of what ssh says. */
    private static final int MOST_SAID = 2048;

    private static final long MILLIS_TO_SAY = 2000;

    /** How shells and old versions of the command say that. */
    private static final Pattern WITHOUT_DOCKER = Pattern.compile("docker\\S*: (command )?not found|dial-stdio");

    private final List<String> command;
    private final Path directory;
    private final ServerSocketChannel server;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private volatile String said = "";

    private SshRelay(List<String> command, Path directory, ServerSocketChannel server) {
        this.command = command;
        this.directory = directory;
        this.server = server;
    }

    /**
     * Opens it. Nothing is connected yet.
     *
     * @param program ssh, by its name or path
     * @param address {@code ssh://[user@]host[:port][/path/of/the/engine.sock]}
     * @throws EngineException where this machine lets no socket be made
     */
    static SshRelay open(String program, URI address) {
        try {
            Path directory = TemporaryFolder.create("ssh");
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(directory.resolve("engine.sock")));
            SshRelay relay = new SshRelay(command(program, address), directory, server);
            daemon("accepts", relay::accept);
            return relay;
        } catch (IOException e) {
            throw new EngineException(
                    "No socket can be made for the connection to " + address + ": " + e.getMessage(), e);
        }
    }

    static List<String> command(String program, URI address) {
        List<String> words = new ArrayList<>(List.of(program, "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20"));
        Optional.ofNullable(address.getUserInfo()).ifPresent(user -> words.addAll(List.of("-l", user)));
        if (address.getPort() >= 0) {
            words.addAll(List.of("-p", String.valueOf(address.getPort())));
        }
        words.addAll(List.of("--", address.getHost(), "docker"));
        String socket = Optional.ofNullable(address.getPath()).orElse("");
        if (socket.length() > 1) {
            // The shell of the other machine takes the words apart again.
            words.add("--host='unix://" + socket.replace("'", "'\\''") + "'");
        }
        words.addAll(List.of("system", "dial-stdio"));
        return List.copyOf(words);
    }

    /** The socket's address, {@code unix:///tmp/…}. */
    String uri() {
        return "unix://" + directory.resolve("engine.sock");
    }

    /** What ssh, or the other machine, said last where a connection failed, with what to do; empty where nothing was said. */
    String said() {
        String words = said.strip().lines().reduce((earlier, later) -> later).orElse("");
        return words.isEmpty() ? "" : "ssh says \"" + words + "\"" + advice(said);
    }

    private static String advice(String words) {
        if (words.contains("Host key verification failed") || words.contains("host key is known")) {
            return ". Connect once by hand to see its key and accept it, or add it to known_hosts";
        }
        if (words.contains("Permission denied")) {
            return ". Nobody is asked for a password: give ssh a key, by its agent or IdentityFile in its configuration";
        }
        if (WITHOUT_DOCKER.matcher(words).find()) {
            return ". The user there needs the docker command, 18.09 or newer, and the right to use the engine";
        }
        return ". Try by hand what it runs there: docker system dial-stdio";
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                if (server.isOpen()) {
                    said = String.valueOf(e.getMessage());
                }
            }
        }
    }

    private void connect(SocketChannel client) throws IOException {
        Process ssh;
        try {
            ssh = new ProcessBuilder(command).start();
        } catch (IOException e) {
            said = String.valueOf(e.getMessage());
            client.close();
            return;
        }
        processes.add(ssh);
        Thread words = daemon("says", () -> hear(ssh));
        daemon("sends", () -> {
            try (OutputStream input = ssh.getOutputStream()) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                while (client.read(chunk.clear()) >= 0) {
                    input.write(chunk.array(), 0, chunk.position());
                    input.flush();
                }
            } catch (IOException e) {
                // The other end is gone, which the answers show.
            }
        });
        daemon("answers", () -> {
            try (client) {
                InputStream output = ssh.getInputStream();
                byte[] chunk = new byte[CHUNK];
                for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
                    ByteBuffer rest = ByteBuffer.wrap(chunk, 0, read);
                    while (rest.hasRemaining()) {
                        client.write(rest);
                    }
                }
                words.join(MILLIS_TO_SAY); // before whoever waits for an answer asks why there is none
            } catch (IOException | InterruptedException e) {
                // The end that is here is gone.
            } finally {
                end(ssh);
            }
        });
    }

    private void hear(Process ssh) {
        try (InputStream errors = ssh.getErrorStream()) {
            byte[] words = errors.readNBytes(MOST_SAID);
            if (words.length > 0) {
                said = new String(words, StandardCharsets.UTF_8);
            }
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It ended.
        }
    }

    private void end(Process ssh) {
        ssh.destroy();
        processes.remove(ssh);
    }

    private static Thread daemon(String does, Runnable task) {
        Thread thread = new Thread(task, "container-limits-ssh-" + does);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Ends all connections. Where this process is killed, its ends of them are gone, and ssh ends by itself. */
    @Override
    public void close() {
        try {
            server.close();
            processes.forEach(Process::destroy);
            Files.deleteIfExists(directory.resolve("engine.sock"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            said = String.valueOf(e.getMessage());
        }
    }
}
