package io.github.containerlimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The links of Markdown files that lead to other files of the repository, or to headings. */
final class Links {
    private static final Pattern CODE = Pattern.compile("^```.*?^```|`[^`\n]*`", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FENCED = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+?)\\s*$", Pattern.MULTILINE);
    private static final Pattern WRITTEN = Pattern.compile("<a id=\"([^\"]+)\"></a>");
    private static final Pattern OUTSIDE = Pattern.compile("^[a-z]+:.*");

    private Links() {}

    /** Those of a page that lead nowhere, as they are written. */
    static List<String> dead(Path page) throws IOException {
        List<String> dead = new ArrayList<>();
        for (MatchResult link : found(LINK, CODE.matcher(Files.readString(page)).replaceAll(""))) {
            String target = link.group(1);
            if (!OUTSIDE.matcher(target).matches() && !leads(page, target)) {
                dead.add(target);
            }
        }
        return dead;
    }

    private static boolean leads(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(path) && (hash < 0 || anchors(path).contains(target.substring(hash + 1)));
    }

    /**
     * The names by which a file's headings are reached both on GitHub and in Maven's site: those that are written out, and those that both make alike of a heading. GitHub's are in lower case with
     * hyphens, Doxia's have underscores for spaces; of names that come twice only the first counts.
     */
    static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        String text = FENCED.matcher(Files.readString(page)).replaceAll("");
        found(WRITTEN, text).forEach(name -> anchors.add(name.group(1)));
        for (MatchResult heading : found(HEADING, text)) {
            String shown = heading.group(1).replace("`", "");
            String onGitHub = shown.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            if (onGitHub.equals(shown)) {
                anchors.add(onGitHub);
            }
        }
        return anchors;
    }

    private static List<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
