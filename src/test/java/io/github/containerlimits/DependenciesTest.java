package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about what the plugin brings along is that of the class path. */
class DependenciesTest {
    private static final Path PAGE = Path.of("src/site/markdown/dependencies.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([0-9,]+) \\|", Pattern.MULTILINE);

    /** Of Maven, which has them itself, and of the tests: by the beginnings of their folders in a repository. */
    private static final List<String> NOT_BROUGHT = List.of(
            "org/apache/maven/maven-",
            "org/apache/maven/resolver/",
            "org/apache/maven/shared/",
            "org/apache/maven/plugin-tools/",
            "org/codehaus/plexus/",
            "org/eclipse/sisu/",
            "org/sonatype/",
            "org/slf4j/",
            "com/google/inject/",
            "aopalliance/",
            "javax/",
            "org/immutables/",
            "org/junit/",
            "org/opentest4j/",
            "org/apiguardian/",
            "org/assertj/",
            "net/bytebuddy/",
            "com/tngtech/",
            "io/fabric8/",
            "com/h2database/",
            "com/networknt/",
            "com/ethlo/");

    /** Names with versions, and sizes in kB. */
    private static Map<String, Long> brought() throws IOException {
        Map<String, Long> brought = new TreeMap<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(element).toAbsolutePath();
            boolean isBrought = NOT_BROUGHT.stream().noneMatch(element.replace('\\', '/')::contains);
            if (isBrought && isOfRepository(jar)) {
                String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                brought.put(name, Math.round(Files.size(jar) / 1000.0));
            }
        }
        return brought;
    }

    /** Whether it lies in the folder of its version, below that of its name. */
    private static boolean isOfRepository(Path jar) {
        Path version = jar.getParent();
        return jar.toString().endsWith(".jar")
                && version != null
                && version.getParent() != null
                && jar.getFileName()
                        .toString()
                        .equals(version.getParent().getFileName() + "-" + version.getFileName() + ".jar");
    }

    private static Map<String, Long> shown(String page) {
        Map<String, Long> shown = new TreeMap<>();
        ROW.matcher(page)
                .results()
                .forEach(row ->
                        shown.put(row.group(1), Long.parseLong(row.group(3).replace(",", ""))));
        return shown;
    }

    @Test
    void thePageHasEachJarWithItsSize() throws IOException {
        assertThat(brought()).hasSizeGreaterThan(10);
        assertThat(shown(Files.readString(PAGE))).isEqualTo(brought());
    }

    @Test
    void thePageHasTheSumOfTheSizes() throws IOException {
        long sum = brought().values().stream().mapToLong(size -> size).sum();

        assertThat(Files.readString(PAGE)).contains(String.format(java.util.Locale.ROOT, "%,d kB in all", sum));
    }

    @Test
    void eachHasALicenceThatAllowsToPassItOn() throws IOException {
        assertThat(ROW.matcher(Files.readString(PAGE))
                        .results()
                        .map(row -> row.group(2).strip()))
                .isNotEmpty()
                .allSatisfy(licence ->
                        assertThat(Arrays.asList(licence.split(" or "))).containsAnyOf("Apache-2.0", "MIT"));
    }

    @Test
    void aJarThatThePageDoesNotHaveIsFound() throws IOException {
        String name = brought().keySet().iterator().next();
        String page = Files.readString(PAGE).replace("`" + name + "`", "`another-1.0`");

        assertThat(shown(page)).isNotEqualTo(brought()).containsKey("another-1.0");
    }
}
