/** Commands that the engine runs in containers, and what they print. */
@NullMarked
package io.github.containerlimits.docker.execution;

import org.jspecify.annotations.NullMarked;
