/** The limits of a container, one file a limit: how it is read, what an engine is told of it, what presses it, and how it is judged. */
@NullMarked
package io.github.containerlimits.limit;

import org.jspecify.annotations.NullMarked;
