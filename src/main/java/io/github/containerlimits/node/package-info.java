/** The core on a node of a Swarm, without Maven: what it is told, what it runs, and how its report goes back through a log. */
@NullMarked
package io.github.containerlimits.node;

import org.jspecify.annotations.NullMarked;
