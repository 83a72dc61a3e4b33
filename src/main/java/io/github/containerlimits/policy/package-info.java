/** What a team declared: a limits policy, read from YAML with the line and column of each value. */
@NullMarked
package io.github.containerlimits.policy;

import org.jspecify.annotations.NullMarked;
