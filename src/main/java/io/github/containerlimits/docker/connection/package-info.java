/** An engine that is reached: where it is, what it speaks, how long it may take, and what its answers mean. */
@NullMarked
package io.github.containerlimits.docker.connection;

import org.jspecify.annotations.NullMarked;
