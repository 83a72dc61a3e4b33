package io.github.containerlimits.policy.yaml;

import io.github.containerlimits.limit.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML file, as far as it can be read in safety: bounded in size, depth and aliases, with no types of a language's own.
 *
 * @param name as the user knows it; every mark of its nodes carries it
 */
public record YamlFile(String name, String text) {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_BYTES_OF_OTHERS = 100 << 10;
    private static final int MOST_BYTES_OF_MANIFESTS = 4 << 20;
    private static final int DEEPEST = 32;
    private static final int MOST_ALIASES = 50;
    private static final int MOST_ALIASES_OF_OTHERS = 1000;
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MAP, Tag.SEQ, Tag.MERGE);
    private static final Set<Tag> TAGS_OF_OTHERS = Stream.concat(
                    TAGS.stream(), Stream.of(new Tag("!reset"), new Tag("!override")))
            .collect(Collectors.toUnmodifiableSet());

    /**
     * Reads a file of at most 4 MiB, of which a policy may have 64 KiB.
     *
     * @throws IOException where it can't be read
     * @throws InvalidPolicyException where it is larger, or not in UTF-8
     */
    public static YamlFile read(Path file, String name) throws IOException, InvalidPolicyException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES_OF_MANIFESTS + 1);
        }
        if (bytes.length > MOST_BYTES_OF_MANIFESTS) {
            throw tooLarge(name);
        }
        try {
            return new YamlFile(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new InvalidPolicyException(List.of(new Finding(new Place(name, 1, 1), "the file is not in UTF-8")));
        }
    }

    /**
     * The roots of its documents, in their order; none where it is empty. Where they hold types that are not allowed or cycles, so that they can't
     * be walked, there are findings.
     *
     * @throws InvalidPolicyException where it is not YAML, or too large
     */
    public List<Node> documents(Findings findings) throws InvalidPolicyException {
        return documents(findings, MOST_BYTES, MOST_ALIASES, TAGS);
    }

    /**
     * The same for a file of another tool, which may have 100 KiB, more aliases, and the tags of Compose's overrides. Where it has more, documents of kinds
     * that declare no containers are left out before it is read: see {@link ManyManifests}.
     */
    public List<Node> foreignDocuments(Findings findings) throws InvalidPolicyException {
        if (text.length() > MOST_BYTES_OF_MANIFESTS) {
            throw tooLarge(name);
        }
        YamlFile read =
                text.length() <= MOST_BYTES_OF_OTHERS ? this : new YamlFile(name, ManyManifests.declaring(text));
        return read.documents(findings, MOST_BYTES_OF_OTHERS, MOST_ALIASES_OF_OTHERS, TAGS_OF_OTHERS);
    }

    /** How many characters of it are read as YAML where it is another tool's file. */
    public int charactersOfOthers() {
        return text.length() <= MOST_BYTES_OF_OTHERS
                ? text.length()
                : ManyManifests.length(ManyManifests.declaring(text));
    }

    private List<Node> documents(Findings findings, int most, int mostAliases, Set<Tag> tags)
            throws InvalidPolicyException {
        if (ManyManifests.length(text) > most) {
            throw tooLarge(name);
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(mostAliases);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(MOST_BYTES_OF_MANIFESTS);
        try {
            Composer composer = new Composer(new ParserImpl(new Named(), options), new Resolver(), options);
            List<Node> documents = new ArrayList<>();
            Tree tree = new Tree(findings, tags);
            while (composer.checkNode()) {
                Node document = composer.getNode();
                tree.visit(document);
                documents.add(document);
            }
            return documents;
        } catch (MarkedYAMLException e) {
            @Nullable Mark mark = e.getProblemMark();
            throw unreadable(
                    mark == null ? new Place(name, 1, 1) : findings.place(mark), String.valueOf(e.getProblem()));
        } catch (ReaderException e) {
            String before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = before.length() - before.lastIndexOf('\n');
            throw unreadable(
                    new Place(name, line, Math.max(1, column)),
                    String.format("the character U+%04X is not allowed", e.getCodePoint()));
        } catch (YAMLException e) {
            throw unreadable(new Place(name, 1, 1), String.valueOf(e.getMessage()));
        }
    }

    private InvalidPolicyException unreadable(Place place, String problem) {
        String message = Findings.quoted(problem);
        return new InvalidPolicyException(List.of(Template.find(name, text)
                .map(braces -> new Finding(braces, Template.MESSAGE))
                .orElseGet(() ->
                        new Finding(place, "this is not YAML: " + message.substring(1, message.length() - 1)))));
    }

    private static InvalidPolicyException tooLarge(String name) {
        return new InvalidPolicyException(List.of(new Finding(
                new Place(name, 1, 1),
                "the file is larger than a policy's " + (MOST_BYTES >> 10) + " KiB, or than "
                        + (MOST_BYTES_OF_OTHERS >> 10) + " KiB of another tool's")));
    }

    /** Gives each mark the file's name, where snakeyaml's own is always the same. */
    private final class Named extends StreamReader {
        Named() {
            super(text);
        }

        @Override
        public Mark getMark() {
            Mark mark = super.getMark();
            return new Mark(
                    name, mark.getIndex(), mark.getLine(), mark.getColumn(), mark.getBuffer(), mark.getPointer());
        }
    }

    /** Looks at each node once: refuses types of a language's own, and cycles. */
    private static final class Tree {
        private final Findings findings;
        private final Set<Tag> tags;
        private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

        Tree(Findings findings, Set<Tag> tags) {
            this.findings = findings;
            this.tags = tags;
        }

        void visit(Node node) {
            @Nullable Boolean state = open.get(node);
            if (state != null) {
                if (state) {
                    findings.add(node, "an alias refers to what it stands in");
                }
                return;
            }
            open.put(node, true);
            if (!tags.contains(node.getTag())) {
                findings.add(node, "the type " + Findings.quoted(node.getTag().getValue()) + " is not allowed");
            }
            if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(tuple -> {
                    visit(tuple.getKeyNode());
                    visit(tuple.getValueNode());
                });
            } else if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> visit(item));
            }
            open.put(node, false);
        }
    }
}
