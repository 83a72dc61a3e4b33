/** The programs that make loads, and how they get onto an engine. */
@NullMarked
package io.github.containerlimits.docker.toolbox;

import org.jspecify.annotations.NullMarked;
