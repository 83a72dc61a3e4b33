/** Compose files, by the Compose specification, as far as a service's limits go. */
@NullMarked
package io.github.containerlimits.policy.compose;

import org.jspecify.annotations.NullMarked;
