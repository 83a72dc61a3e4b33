/** The port to a container engine: what a trial needs of one, and nothing more. */
@NullMarked
package io.github.containerlimits.engine;

import org.jspecify.annotations.NullMarked;
