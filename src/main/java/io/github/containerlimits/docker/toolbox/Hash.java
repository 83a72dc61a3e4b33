package io.github.containerlimits.docker.toolbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The beginning of a SHA-256, for names. */
final class Hash {
    /** Hexadecimal digits of one. */
    static final int LENGTH = 12;

    private final MessageDigest digest;

    Hash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void add(byte[] bytes) {
        digest.update(bytes);
    }

    void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the hash. */
    String text() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }
}
