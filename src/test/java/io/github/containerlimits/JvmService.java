package io.github.containerlimits;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A small service on a JVM of its own, which fails in the way that its argument says. It runs in a container, and needs no other class. */
final class JvmService {
    static final int PORT = 8080;

    private static final int MIB = 1 << 20;

    /** Keeps what was taken, as a chain: a list would need room to grow in one piece. */
    private static Object[] taken = {};

    private static final CountDownLatch ASKED = new CountDownLatch(1);

    private JvmService() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "serve" -> serve();
            case "fill" -> {
                serve();
                fill();
            }
            case "threads" -> {
                serve();
                startThreads();
            }
            case "direct" -> {
                serve();
                takeDirect();
            }
            case "slow" -> {
                work(Long.parseLong(arguments[1]));
                serve();
            }
            case "never" -> Thread.sleep(Long.MAX_VALUE);
            case "dies" -> {
                System.out.println("no configuration");
                System.exit(7);
            }
            case "job" -> {
                work(200);
                System.out.println("done");
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "fine\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            ASKED.countDown();
        });
        server.start();
        System.out.println("serving");
    }

    /** Until it was asked for the first time, and whoever asked has seen the answer. */
    private static void awaitReadiness() throws InterruptedException {
        ASKED.await();
        Thread.sleep(2_000);
    }

    private static void take(Object piece) {
        taken = new Object[] {taken, piece};
    }

    /** To the last byte: whoever needs one more gets an OutOfMemoryError. */
    private static void fill() throws InterruptedException {
        awaitReadiness();
        for (int size = MIB; size > 0; size /= 16) {
            while (isTaken(size)) {}
        }
        while (true) {
            Thread.sleep(1_000);
        }
    }

    private static boolean isTaken(int size) {
        try {
            take(new byte[size]);
            return true;
        } catch (OutOfMemoryError e) {
            return false; // a smaller one may still fit
        }
    }

    private static void startThreads() throws InterruptedException {
        awaitReadiness();
        while (true) {
            try {
                Thread thread = new Thread(() -> {
                    try {
                        Thread.sleep(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        return;
                    }
                });
                thread.setDaemon(true);
                thread.start();
                take(thread);
            } catch (OutOfMemoryError e) {
                Thread.sleep(100);
            }
        }
    }

    private static void takeDirect() throws InterruptedException {
        awaitReadiness();
        while (true) {
            try {
                ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
                for (int i = 0; i < MIB; i += 4096) {
                    buffer.put(i, (byte) 1);
                }
                take(buffer);
            } catch (OutOfMemoryError e) {
                Thread.sleep(100);
            }
        }
    }

    /** Uses so many milliseconds of CPU time, however long that takes. */
    private static void work(long milliseconds) {
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < milliseconds * 1_000_000) {
            Thread.onSpinWait();
        }
    }
}
