package io.github.containerlimits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** An image of {@link JvmService}: this machine's Java, cut down by jlink, with what it needs of glibc, and no shell. It is made without a registry. */
final class JvmImage {
    private static final String NAME = "it/jvm";
    private static final String MODULES = "java.base,java.management,jdk.httpserver,jdk.jcmd";
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private JvmImage() {}

    /** Makes it on the engine that was brought up, and gives its name. */
    static String make() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("container-limits-jvm");
        try {
            link(root.resolve("jre"));
            Files.createDirectories(root.resolve("tmp"));
            run("chmod", "1777", root.resolve("tmp").toString());
            Files.createDirectories(root.resolve("etc"));
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/none\n");
            service(root.resolve("app"));
            libraries(root);
            importFrom(root);
        } finally {
            run("rm", "-rf", root.toString());
        }
        return NAME;
    }

    private static void link(Path runtime) {
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        runtime.toString());
        if (code != 0) {
            throw new AssertionError("jlink ended with code " + code);
        }
    }

    private static void service(Path classes) throws IOException {
        String file = JvmService.class.getName().replace('.', '/') + ".class";
        Path target = classes.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = JvmService.class.getClassLoader().getResourceAsStream(file)) {
            Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Of all programs and libraries of the runtime, those of this machine that they are loaded with. */
    private static void libraries(Path root) throws IOException, InterruptedException {
        List<String> command;
        try (Stream<Path> files = Files.walk(root.resolve("jre"))) {
            command = Stream.concat(
                            Stream.of("ldd"),
                            files.filter(file -> file.toString().endsWith(".so") || file.endsWith("bin/java"))
                                    .map(Path::toString))
                    .toList();
        }
        Matcher library = LIBRARY.matcher(run(command.toArray(String[]::new)));
        while (library.find()) {
            Path from = Path.of(library.group(1));
            Path to = root.resolve(from.toString().substring(1));
            if (!from.startsWith(root) && !Files.exists(to)) {
                Files.createDirectories(to.getParent());
                Files.copy(from.toRealPath(), to);
            }
        }
    }

    private static void importFrom(Path root) throws IOException, InterruptedException {
        run(
                "sh",
                "-c",
                "tar -C \"$0\" --owner=0 --group=0 -c . | docker -H \"$1\" import --change 'ENV PATH=/jre/bin'"
                        + " --change 'ENTRYPOINT [\"/jre/bin/java\"]' --change 'CMD [\"-cp\", \"/app\", \""
                        + JvmService.class.getName() + "\", \"serve\"]' - " + NAME,
                root.toString(),
                RealEngine.host());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(List.of(command) + ": " + output);
        }
        return output;
    }
}
