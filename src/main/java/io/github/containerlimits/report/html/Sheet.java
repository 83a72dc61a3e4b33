package io.github.containerlimits.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What all pages have around them: a head that lets nothing be loaded and nothing run, and the style sheet. */
final class Sheet {
    private Sheet() {}

    /** A whole file, well-formed as HTML and as XML. */
    static String page(String title, Markup body) {
        String sheet = sheet();
        Markup head = Markup.of(
                "head",
                Markup.tag("meta").with("charset", "utf-8").empty(),
                Markup.tag("meta")
                        .with("http-equiv", "Content-Security-Policy")
                        .with(
                                "content",
                                "default-src 'none'; style-src '" + hash(sheet)
                                        + "'; base-uri 'none'; form-action 'none'")
                        .empty(),
                Markup.tag("meta")
                        .with("name", "viewport")
                        .with("content", "width=device-width, initial-scale=1")
                        .empty(),
                Markup.of("title", title),
                Markup.style(sheet));
        return "<!DOCTYPE html>\n" + Markup.tag("html").with("lang", "en").of(head, body) + "\n";
    }

    private static String sheet() {
        try (InputStream in = Sheet.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("the plugin's jar lacks report.css");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's jar can't be read", e);
        }
    }

    /** What a policy allows by name: sha256-… */
    private static String hash(String sheet) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sheet.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }
}
