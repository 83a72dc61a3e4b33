package io.github.containerlimits.maven;

import io.github.containerlimits.report.console.Screen;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The terminal of the process, whatever takes System.out elsewhere. */
final class Terminal implements Screen {
    private static final File TTY = new File("/dev/tty");

    private static final int USUAL_COLUMNS = 80;

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final Charset charset = charset();
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset);
    private int columns;
    private long lookedAt;

    Terminal() {
        look();
    }

    /** Whether people read what the process prints, and write to it. */
    @SuppressWarnings("SystemConsoleNull") // Where it is not null, it is asked.
    static boolean isThere() {
        java.io.Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since Java 22 there is a console also where there is no terminal, which it then says. */
    private static boolean isTerminal(java.io.Console console) {
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void write(String text) {
        System.out.flush();
        out.print(text);
        out.flush();
    }

    @Override
    public boolean isUnicode() {
        return charset.newEncoder().canEncode('█');
    }

    /** That of what the process prints: by the name that it has since Java 19, or had before. */
    static Charset charset() {
        return Stream.of("stdout.encoding", "sun.stdout.encoding")
                .map(name -> System.getProperty(name, ""))
                .filter(name -> !name.isEmpty() && Charset.isSupported(name))
                .map(Charset::forName)
                .findFirst()
                .orElse(Charset.defaultCharset());
    }

    @Override
    public int columns() {
        if (System.nanoTime() - lookedAt > LOOK_AGAIN_NANOS) {
            look();
        }
        return columns;
    }

    private void look() {
        columns = columns(Map.of()).orElse(USUAL_COLUMNS);
        lookedAt = System.nanoTime();
    }

    /**
     * Characters in a line: what the variable COLUMNS says, else the terminal itself. Absent where neither does.
     *
     * @param environment the variables of the process
     */
    static OptionalInt columns(Map<String, String> environment) {
        OptionalInt said = number(environment.getOrDefault("COLUMNS", ""));
        return said.isPresent() || !TTY.exists() ? said : ofTty();
    }

    private static OptionalInt ofTty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TTY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return number(size[size.length - 1]);
        } catch (IOException e) {
            return OptionalInt.empty(); // there is no such command, or the process has no terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    private static OptionalInt number(String text) {
        return text.matches("[1-9]\\d{0,3}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
