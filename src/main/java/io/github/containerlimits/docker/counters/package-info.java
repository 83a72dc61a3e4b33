/** Counters of control groups that are read through the engine, by a script in a container. */
@NullMarked
package io.github.containerlimits.docker.counters;

import org.jspecify.annotations.NullMarked;
