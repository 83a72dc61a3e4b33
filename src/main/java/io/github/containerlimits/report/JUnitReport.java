package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The verdicts as test cases, one each, in the XML that Surefire writes and Jenkins, GitLab and others read: a failure where the build must fail, skipped
 * where it goes on though the limit was not held. A verification that broke is a single case with an error.
 *
 * @param file its directories are made
 * @param unchanged whether the verdicts are those of an earlier run, since which nothing has changed
 */
record JUnitReport(Path file, boolean unchanged) implements Report {
    private static final String SCHEMA =
            "https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd";

    private static final String SCHEMA_VERSION = "3.0.2";

    /** Characters of a sentence, and of the name of a case: a load's command line can be long. */
    private static final int LONGEST_SENTENCE = 4000;

    private static final int LONGEST_NAME = 200;

    /** One case, with what is to be said of it in lines. */
    private record Case(String classname, String name, Duration took, Ending ending, String message, String details) {}

    /** How a case ended: an element of the schema, or none. */
    private record Ending(String element, String type) {
        static final Ending PASSED = new Ending("", "");
        static final Ending SKIPPED = new Ending("skipped", "");
        static final Ending BROKE = new Ending("error", "broke");

        static Ending of(Verdict verdict) {
            if (!verdict.passes()) {
                return new Ending("failure", verdict.outcome().toString());
            }
            return verdict.outcome() == Outcome.HELD ? PASSED : SKIPPED;
        }
    }

    @Override
    public void tell(Results results) throws IOException {
        Set<String> names = new HashSet<>();
        List<Case> cases = results.verdicts().stream()
                .map(verdict -> caseOf(verdict, results, names))
                .toList();
        Map<String, String> properties = Map.of(
                "policyFile", results.policyFile(),
                "image", results.image().reference(),
                "imageId", results.image().id(),
                "engine", results.engine().name() + " " + results.engine().version(),
                "cgroupVersion", String.valueOf(results.engine().cgroupVersion()),
                "kernel", results.engine().kernel(),
                "began", results.began().toString(),
                "unchanged", String.valueOf(unchanged));
        write(results.image().reference(), results.took(), properties, cases);
    }

    @Override
    public void tellBroken(Breakage breakage) throws IOException {
        String image = breakage.image();
        String policyFile = breakage.policyFile();
        String details = breakage.message().lines().map(JUnitReport::sentence).collect(joining("\n"));
        Case broken = new Case(
                classname(image, policyFile),
                "verification",
                Duration.ZERO,
                Ending.BROKE,
                sentence(breakage.message()),
                details);
        write(image, Duration.ZERO, Map.of("policyFile", policyFile, "image", image), List.of(broken));
    }

    /** @param names those that are taken; readers look at the first only of two cases of one name */
    private static Case caseOf(Verdict verdict, Results results, Set<String> names) {
        String image = results.image().reference();
        String classname = classname(image, verdict.place().file());
        String name = PlainText.oneLine(verdict.subject() + " under '" + verdict.load() + "'", LONGEST_NAME);
        Place place = verdict.place();
        return new Case(
                classname,
                Stream.concat(
                                Stream.of(name),
                                Stream.iterate(1, i -> i + 1)
                                        .map(i -> name + " at " + place.line() + ":" + place.column()
                                                + (i == 1 ? "" : " (" + i + ")")))
                        .filter(free -> names.add(classname + "\n" + free))
                        .findFirst()
                        .orElseThrow(),
                verdict.took(),
                Ending.of(verdict),
                sentence(verdict.sentence(image)),
                details(verdict));
    }

    /** What the schema has no properties for, which it knows of whole suites only. */
    private static String details(Verdict verdict) {
        return Stream.of(
                        "verdict: " + verdict.outcome(),
                        "bound: " + verdict.bound(),
                        "measured: " + verdict.measured(),
                        "evidence: " + verdict.evidence(),
                        "place: " + verdict.place())
                .map(JUnitReport::sentence)
                .collect(joining("\n"));
    }

    /**
     * {@code shop.limits}: the image without its tag, so that the name outlives a release, as the package, and the file without its extension as the class.
     * Readers cut at the last dot, so that there is no other.
     */
    private static String classname(String image, String file) {
        String name = image.replaceFirst("@.*", "").replaceFirst(":[^/:]*$", "");
        String stem = file.replaceFirst("\\.[A-Za-z]+$", "");
        return PlainText.oneLine(name.replace('.', '_') + "." + stem.replace('.', '_'), LONGEST_NAME);
    }

    private static String sentence(String text) {
        return PlainText.oneLine(text, LONGEST_SENTENCE);
    }

    private void write(String image, Duration took, Map<String, String> properties, List<Case> cases)
            throws IOException {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            open(xml, 0, "testsuite");
            xml.writeNamespace("xsi", XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI);
            xml.writeAttribute("xsi", XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "noNamespaceSchemaLocation", SCHEMA);
            xml.writeAttribute("version", SCHEMA_VERSION);
            xml.writeAttribute("name", "Container limits of " + PlainText.oneLine(image, LONGEST_NAME));
            xml.writeAttribute("time", seconds(took));
            xml.writeAttribute("tests", String.valueOf(cases.size()));
            xml.writeAttribute("errors", count(cases, "error"));
            xml.writeAttribute("skipped", count(cases, "skipped"));
            xml.writeAttribute("failures", count(cases, "failure"));
            open(xml, 1, "properties");
            for (String name : properties.keySet().stream().sorted().toList()) {
                open(xml, 2, "property");
                xml.writeAttribute("name", name);
                xml.writeAttribute("value", sentence(properties.getOrDefault(name, "")));
                xml.writeEndElement();
            }
            close(xml, 1);
            for (Case one : cases) {
                write(xml, one);
            }
            close(xml, 0);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
        WholeFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(XMLStreamWriter xml, Case one) throws XMLStreamException {
        open(xml, 1, "testcase");
        xml.writeAttribute("name", one.name());
        xml.writeAttribute("classname", one.classname());
        xml.writeAttribute("time", seconds(one.took()));
        if (!one.ending().equals(Ending.PASSED)) {
            open(xml, 2, one.ending().element());
            xml.writeAttribute("message", one.message());
            if (!one.ending().type().isEmpty()) {
                xml.writeAttribute("type", one.ending().type());
            }
            // Jenkins shows the message, GitLab the text.
            xml.writeCharacters(one.ending().equals(Ending.BROKE) ? one.details() : one.message());
            xml.writeEndElement();
        }
        if (!one.ending().equals(Ending.BROKE)) {
            open(xml, 2, "system-out");
            xml.writeCharacters(one.details());
            xml.writeEndElement();
        }
        close(xml, 1);
    }

    private static void open(XMLStreamWriter xml, int depth, String element) throws XMLStreamException {
        indent(xml, depth);
        xml.writeStartElement(element);
    }

    private static void close(XMLStreamWriter xml, int depth) throws XMLStreamException {
        indent(xml, depth);
        xml.writeEndElement();
    }

    private static void indent(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String count(List<Case> cases, String element) {
        return String.valueOf(cases.stream()
                .filter(one -> one.ending().element().equals(element))
                .count());
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1e3);
    }
}
