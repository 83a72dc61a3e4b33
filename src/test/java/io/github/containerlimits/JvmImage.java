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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image of one service: this machine's Java, cut down by jlink, with what it needs of glibc, and no shell. It is made without a registry.
 *
 * @param name the image's
 * @param modules those of Java that it needs beside {@link #MODULES}
 * @param main the service, which is all in one class file
 * @param libraries those that it needs, by a class of each
 */
record JvmImage(String name, List<String> modules, Class<?> main, List<Class<?>> libraries) {
    static final JvmImage SERVICE = new JvmImage("it/jvm", List.of(), JvmService.class, List.of());
    static final JvmImage SHOP =
            new JvmImage("it/shop", List.of("java.naming", "java.sql"), JvmShop.class, List.of(org.h2.Driver.class));

    private static final List<String> MODULES = List.of("java.base", "java.management", "jdk.httpserver", "jdk.jcmd");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    /** Makes it on the engine that was brought up, and gives its name. */
    String make() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("container-limits-jvm");
        try {
            link(root.resolve("jre"));
            Files.createDirectories(root.resolve("tmp"));
            run("chmod", "1777", root.resolve("tmp").toString());
            Files.createDirectories(root.resolve("etc"));
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/none\n");
            service(root.resolve("app"));
            copyLibrariesOfRuntime(root);
            importFrom(root);
        } finally {
            run("rm", "-rf", root.toString());
        }
        return name;
    }

    private void link(Path runtime) {
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        Stream.concat(MODULES.stream(), modules.stream()).collect(Collectors.joining(",")),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        runtime.toString());
        if (code != 0) {
            throw new AssertionError("jlink ended with code " + code);
        }
    }

    private void service(Path classes) throws IOException {
        String file = main.getName().replace('.', '/') + ".class";
        Path target = classes.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = main.getClassLoader().getResourceAsStream(file)) {
            Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Class<?> library : libraries) {
            Path jar = Path.of(
                    library.getProtectionDomain().getCodeSource().getLocation().getPath());
            Files.copy(jar, classes.resolve(jar.getFileName()));
        }
    }

    /** Of all programs and libraries of the runtime, those of this machine that they are loaded with. */
    private static void copyLibrariesOfRuntime(Path root) throws IOException, InterruptedException {
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

    private void importFrom(Path root) throws IOException, InterruptedException {
        run(
                "sh",
                "-c",
                "tar -C \"$0\" --owner=0 --group=0 -c . | docker -H \"$1\" import --change 'ENV PATH=/jre/bin'"
                        + " --change 'ENTRYPOINT [\"/jre/bin/java\"]' --change 'CMD [\"-cp\", \"/app:/app/*\", \""
                        + main.getName() + "\", \"serve\"]' - " + name,
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
