package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a control group's files, and how numbers are read off it.
 *
 * @param files by name, see {@link CgroupReading}
 */
public record CgroupText(Map<String, String> files) {
    static final Pattern SPACE = Pattern.compile("\\s+");

    /** The tightest limit of the container's group and of that in it; absent where neither has one. */
    OptionalLong tightest(String file) {
        return LongStream.concat(number(file).stream(), number(CgroupReading.INNER + file).stream())
                .min();
    }

    static OptionalLong most(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).max();
    }

    static Optional<String> line(String text, String prefix) {
        return text.lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip());
    }

    static long pair(String line, String key) {
        return parse(pairText(line, key)).orElse(0);
    }

    static String pairText(String line, String key) {
        return Arrays.stream(SPACE.split(line))
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    OptionalLong field(String file, String key) {
        return text(file)
                .flatMap(text -> line(text, key + " "))
                .map(CgroupText::parse)
                .orElse(OptionalLong.empty());
    }

    OptionalLong number(String file) {
        return text(file).map(CgroupText::parse).orElse(OptionalLong.empty());
    }

    OptionalLong first(String one, String other) {
        OptionalLong number = number(one);
        return number.isPresent() ? number : number(other);
    }

    static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    static OptionalLong scaled(OptionalLong value, long factor) {
        return value.isPresent() ? OptionalLong.of(value.getAsLong() * factor) : OptionalLong.empty();
    }

    /** A number as the kernel writes it, a uint64 above Long.MAX_VALUE as that; absent for anything else, such as {@code max}. */
    static OptionalLong parse(String text) {
        String digits = text.strip();
        if (digits.startsWith("-")) {
            return digits.matches("-\\d{1,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
        }
        if (!digits.matches("\\d{1,20}")) {
            return OptionalLong.empty();
        }
        java.math.BigInteger number = new java.math.BigInteger(digits);
        return OptionalLong.of(number.bitLength() > 63 ? Long.MAX_VALUE : number.longValue());
    }

    Optional<String> text(String file) {
        @Nullable String text = files.get(file);
        return Optional.ofNullable(text);
    }
}
