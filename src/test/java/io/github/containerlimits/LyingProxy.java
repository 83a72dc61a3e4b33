package io.github.containerlimits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An engine that lies: it makes containers with another configuration than it was asked for, without a warning, and says of them (inspect) what was
 * asked. Everything else passes as it is. A client asks again only after the answer, so that each request begins where a read begins.
 */
final class LyingProxy implements AutoCloseable {
    private static final Pattern CREATE = Pattern.compile("^POST \\S*/containers/create\\S* HTTP");
    private static final Pattern INSPECT = Pattern.compile("^GET \\S*/containers/([0-9a-f]{64})/json HTTP");
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path socket;
    private final Path engine;
    private final Consumer<ObjectNode> lie;
    private final ServerSocketChannel server;
    private final Map<String, JsonNode> asked = new ConcurrentHashMap<>();
    private final AtomicInteger lies = new AtomicInteger();

    /** @param lie changes the HostConfig that a container is made with */
    LyingProxy(String engine, Consumer<ObjectNode> lie) throws IOException {
        this.folder = Files.createTempDirectory("container-limits-lies");
        this.socket = folder.resolve("docker.sock");
        this.engine = Path.of(engine.replaceFirst("^unix://", ""));
        this.lie = lie;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        daemon(this::accept);
    }

    String address() {
        return "unix://" + socket;
    }

    /** How many containers were made otherwise than asked. */
    int lies() {
        return lies.get();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                SocketChannel upstream = connect();
                daemon(() -> ask(client, upstream));
                daemon(() -> answer(upstream, client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(engine));
    }

    private void ask(SocketChannel client, SocketChannel upstream) {
        try (client;
                upstream) {
            for (byte[] request = read(client); request.length > 0; request = read(client)) {
                String text = new String(request, StandardCharsets.ISO_8859_1);
                Matcher inspect = INSPECT.matcher(text);
                if (CREATE.matcher(text).find()) {
                    create(client, request);
                } else if (inspect.find() && asked.containsKey(inspect.group(1))) {
                    inspect(client, request, asked.get(inspect.group(1)));
                } else {
                    write(upstream, request);
                }
            }
        } catch (IOException e) {
            // One side is gone, and the other goes with it.
        }
    }

    private static void answer(SocketChannel upstream, SocketChannel client) {
        try (client;
                upstream) {
            for (byte[] piece = read(upstream); piece.length > 0; piece = read(upstream)) {
                write(client, piece);
            }
        } catch (IOException e) {
            // One side is gone, and the other goes with it.
        }
    }

    private void create(SocketChannel client, byte[] begun) throws IOException {
        Message request = Message.of(begun, client);
        ObjectNode body = (ObjectNode) JSON.readTree(request.body());
        JsonNode truth = body.path("HostConfig").deepCopy();
        if (body.path("HostConfig") instanceof ObjectNode config) {
            lie.accept(config);
            if (!config.equals(truth)) {
                lies.incrementAndGet();
            }
        }
        Message answer = exchange(request.head(), JSON.writeValueAsBytes(body));
        Matcher id = ID.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        if (id.find()) {
            asked.put(id.group(1), truth);
            ObjectNode said = (ObjectNode) JSON.readTree(answer.body());
            said.putArray("Warnings");
            answer = new Message(answer.head(), JSON.writeValueAsBytes(said));
        }
        write(client, answer.whole());
    }

    private void inspect(SocketChannel client, byte[] begun, JsonNode truth) throws IOException {
        Message answer = exchange(Message.of(begun, client).head(), new byte[0]);
        if (JSON.readTree(answer.body()) instanceof ObjectNode said && said.has("HostConfig")) {
            said.set("HostConfig", truth);
            answer = new Message(answer.head(), JSON.writeValueAsBytes(said));
        }
        write(client, answer.whole());
    }

    /** Asks the engine on a connection of its own. */
    private Message exchange(String head, byte[] body) throws IOException {
        try (SocketChannel channel = connect()) {
            write(channel, new Message(head, body).whole());
            return Message.of(read(channel), channel);
        }
    }

    private static byte[] read(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        if (channel.read(buffer) < 0) {
            return new byte[0];
        }
        buffer.flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "lying-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(folder);
    }

    /** A whole HTTP message; its head without what says how long the body is. */
    private record Message(String head, String text) {
        Message(String head, byte[] body) {
            this(head, new String(body, StandardCharsets.ISO_8859_1));
        }

        /** Byte for byte: that is what the text is made of. */
        byte[] body() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private static final Pattern LENGTH = Pattern.compile("(?i)^content-length: *(\\d+)$", Pattern.MULTILINE);
        private static final Pattern FRAMING =
                Pattern.compile("(?im)^(content-length|transfer-encoding|expect):.*\r\n");

        static Message of(byte[] begun, SocketChannel channel) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(begun);
            int end = endOfHead(bytes);
            while (end < 0) {
                bytes.writeBytes(more(channel));
                end = endOfHead(bytes);
            }
            String head = bytes.toString(StandardCharsets.ISO_8859_1).substring(0, end);
            Matcher length = LENGTH.matcher(head.replace("\r", ""));
            boolean chunked = head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked");
            int size = length.find() ? Integer.parseInt(length.group(1)) : 0;
            while (chunked
                    ? !bytes.toString(StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n")
                    : bytes.size() < end + size) {
                bytes.writeBytes(more(channel));
            }
            byte[] all = bytes.toByteArray();
            byte[] body = java.util.Arrays.copyOfRange(all, end, all.length);
            return new Message(FRAMING.matcher(head).replaceAll(""), chunked ? unchunked(body) : body);
        }

        private static byte[] more(SocketChannel channel) throws IOException {
            byte[] piece = read(channel);
            if (piece.length == 0) {
                throw new IOException("a message broke off");
            }
            return piece;
        }

        private static int endOfHead(ByteArrayOutputStream bytes) {
            int end = bytes.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            return end < 0 ? -1 : end + 4;
        }

        private static byte[] unchunked(byte[] body) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            int at = 0;
            while (true) {
                int line = at;
                while (body[line] != '\r') {
                    line++;
                }
                int size = Integer.parseInt(new String(body, at, line - at, StandardCharsets.ISO_8859_1).strip(), 16);
                if (size == 0) {
                    return whole.toByteArray();
                }
                whole.write(body, line + 2, size);
                at = line + 2 + size + 2;
            }
        }

        byte[] whole() {
            return (head.substring(0, head.length() - 2) + "Content-Length: " + text.length() + "\r\n\r\n" + text)
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
