package io.github.containerlimits.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the shards that a policy's trials are divided into, so that several machines run them.
 *
 * @param number from 1 on
 * @param of how many there are
 */
public record Shard(int number, int of) {
    /** More than any pipeline, or Swarm, has machines. */
    public static final int MOST = 9999;

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,4})\\s*/\\s*(\\d{1,4})");

    public Shard {
        if (of > MOST) {
            throw new IllegalArgumentException("there are " + of + " shards, more than " + MOST);
        }
        if (of < 1 || number < 1 || number > of) {
            throw new IllegalArgumentException("'" + number + "/" + of + "' is no shard: the first of " + of + " is 1/"
                    + of + ", the last " + of + "/" + of);
        }
    }

    /**
     * Reads {@code 2/5}: the second of five.
     *
     * @throws IllegalArgumentException where the text is no shard
     */
    public static Shard parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no shard, such as 2/5: the second of five, of " + MOST + " at most");
        }
        int of = Integer.parseInt(matcher.group(2));
        if (of == 0) {
            throw new IllegalArgumentException("'" + text + "' is no shard: there must be one at least, 1/1");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), of);
    }

    /** {@code 2/5}. */
    @Override
    public String toString() {
        return number + "/" + of;
    }
}
