package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, told what to do by its own protocol (Chrome DevTools Protocol). */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LISTENS = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final String session;
    private int calls;

    private Browser(Process process, URI address) throws IOException, InterruptedException {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(address, new Listener())
                .join();
        String target = call("", "Target.createTarget", object().put("url", "about:blank"))
                .path("targetId")
                .asText();
        this.session = call(
                        "",
                        "Target.attachToTarget",
                        object().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", object());
        }
    }

    /** Starts one that has nothing of an earlier one. */
    static Browser start(String program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                Thread drain = new Thread(() -> output.lines().forEach(more -> {}), "chromium's output");
                drain.setDaemon(true);
                drain.start();
                return new Browser(process, URI.create(listens.group(1)));
            }
            line = output.readLine();
        }
        throw new IOException(program + " ended with " + process.waitFor());
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Shows a page as a screen of that size has it, and waits until it is there. */
    void show(URI page, int width, int height, boolean isPhone, String scheme)
            throws IOException, InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                object().put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", isPhone));
        ObjectNode media = object();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        call("Emulation.setEmulatedMedia", media);
        events.clear();
        call("Page.navigate", object().put("url", page.toString()));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (events("Page.loadEventFired").isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IOException(page + " was not loaded within " + PATIENCE);
            }
            Thread.sleep(5);
        }
    }

    /** What the protocol told since the page was asked for. */
    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    /** The addresses of all that the page asked for, itself among them. */
    List<String> requests() {
        return events("Network.requestWillBeSent").stream()
                .map(request -> request.at("/request/url").asText())
                .toList();
    }

    /** What stands in the console: of the page's own, of the browser, and what was thrown. */
    List<String> console() {
        return List.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown").stream()
                .flatMap(method -> events(method).stream())
                .map(JsonNode::toString)
                .toList();
    }

    /** The value of an expression of JavaScript, which the page's own policy does not bind. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        return call("Runtime.evaluate", object().put("expression", expression).put("returnByValue", true))
                .at("/result/value");
    }

    /** A picture of what is to be seen, as PNG. */
    void picture(Path file) throws IOException, InterruptedException {
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(call("Page.captureScreenshot", object().put("format", "png"))
                                .path("data")
                                .asText()));
    }

    private JsonNode call(String method, ObjectNode parameters) throws IOException, InterruptedException {
        return call(session, method, parameters);
    }

    private JsonNode call(String to, String method, ObjectNode parameters) throws IOException, InterruptedException {
        int id = ++calls;
        ObjectNode message = object().put("id", id).put("method", method).set("params", parameters);
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        socket.sendText(JSON.writeValueAsString(message), true).join();
        JsonNode answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null || answer.path("id").asInt() != id || answer.has("error")) {
            throw new IOException(method + ": " + answer);
        }
        return answer.path("result");
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                try {
                    JsonNode message = JSON.readTree(text.toString());
                    if (message.has("id")) {
                        answers.add(message);
                    } else {
                        events.add(message);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("no JSON from the browser", e);
                } finally {
                    text.setLength(0);
                }
            }
            return WebSocket.Listener.super.onText(from, part, isLast);
        }
    }
}
