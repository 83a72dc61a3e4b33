package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a control group's files, and how numbers are read off it.
 *
 * @param files by name, see {@link CgroupReading}
 */
public record CgroupText(Map<String, String> files) {
    static final Pattern SPACE = Pattern.compile("\\s+");

    /** So many digits are never too many for a long. */
    private static final int LONG_DIGITS = 18;

    private static final int UINT64_DIGITS = 20;
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** The tightest limit of the container's group and of that in it; absent where neither has one. */
    OptionalLong tightest(CgroupFile file) {
        return both(file).flatMapToLong(text -> parse(text).stream()).min();
    }

    static OptionalLong most(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).max();
    }

    static Optional<String> line(String text, String prefix) {
        boolean isFirst = text.startsWith(prefix);
        int begin = isFirst ? 0 : text.indexOf("\n" + prefix) + 1;
        if (begin == 0 && !isFirst) {
            return Optional.empty();
        }
        int end = text.indexOf('\n', begin);
        return Optional.of(text.substring(begin + prefix.length(), end < 0 ? text.length() : end)
                .strip());
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

    OptionalLong field(CgroupFile file, String key) {
        return field(text(file), key);
    }

    /** The same of the group in the container's. */
    OptionalLong innerField(CgroupFile file, String key) {
        return field(inner(file), key);
    }

    private static OptionalLong field(Optional<String> whole, String key) {
        return whole.flatMap(text -> line(text, key + " "))
                .map(CgroupText::parse)
                .orElse(OptionalLong.empty());
    }

    OptionalLong number(CgroupFile file) {
        return text(file).map(CgroupText::parse).orElse(OptionalLong.empty());
    }

    OptionalLong first(CgroupFile one, CgroupFile other) {
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
        String number = text.strip();
        boolean isNegative = number.startsWith("-");
        int digits = number.length() - (isNegative ? 1 : 0);
        if (digits < 1 || digits > (isNegative ? LONG_DIGITS : UINT64_DIGITS) || !hasOnlyDigits(number, isNegative)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                digits <= LONG_DIGITS
                        ? Long.parseLong(number)
                        : new BigInteger(number).min(LARGEST).longValue());
    }

    private static boolean hasOnlyDigits(String number, boolean isNegative) {
        for (int i = isNegative ? 1 : 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    boolean has(CgroupFile file) {
        return files.containsKey(file.fileName());
    }

    Optional<String> text(CgroupFile file) {
        return text(file.fileName());
    }

    /** That of the group in the container's. */
    Optional<String> inner(CgroupFile file) {
        return text(CgroupReading.INNER + file.fileName());
    }

    /** That of the container's group and of the group in it, as far as they are there. */
    Stream<String> both(CgroupFile file) {
        return Stream.concat(text(file).stream(), inner(file).stream());
    }

    Optional<String> text(String file) {
        @Nullable String text = files.get(file);
        return Optional.ofNullable(text);
    }
}
