/** A Swarm: its nodes, the jobs that run the core on them, and the image that these are of. */
@NullMarked
package io.github.containerlimits.docker.swarm;

import org.jspecify.annotations.NullMarked;
