package io.github.containerlimits.limit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A value of a policy, as a limit reads it. What is wrong with it becomes a finding at its place, and makes what is read absent. */
public interface Entry {
    Place place();

    /** Whether it is a mapping of keys to values, and no single value and no list. */
    boolean isMapping();

    /** Adds a finding at this place; the message names what is wrong. */
    void add(String message);

    /** A single value, by its raw text; what the reader refuses with an {@link IllegalArgumentException} is a finding with its message. */
    <T> Optional<T> value(Function<String, T> reader);

    /** A whole number in a range, both ends included. */
    Optional<Long> number(long least, long most);

    Optional<Boolean> bool();

    /** The entries of a mapping, in the file's order; a key that is not known is a finding. */
    Map<String, Entry> entries(Collection<String> known);

    /** The items of a list. */
    List<Entry> items();
}
