/** The engine port implemented with docker-java. Only the goals import it. */
@NullMarked
package io.github.containerlimits.docker;

import org.jspecify.annotations.NullMarked;
