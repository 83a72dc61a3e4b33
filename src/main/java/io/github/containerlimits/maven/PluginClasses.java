package io.github.containerlimits.maven;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.slf4j.LoggerFactory;

/** What a plugin is loaded from. */
final class PluginClasses {
    private PluginClasses() {}

    /** Its jar, or folder of classes, and those of what it depends on, in their order; then what Maven lends it of its own: the API of a logger. */
    static List<Path> of(PluginDescriptor plugin) {
        List<Path> paths = new ArrayList<>();
        for (URL url : plugin.getClassRealm().getURLs()) {
            paths.add(path(url));
        }
        Path lent =
                path(LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation());
        if (!paths.contains(lent)) {
            paths.add(lent);
        }
        return paths;
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Maven loads the plugin from " + url, e);
        }
    }
}
