/** This machine, where it is the engine's host: its control groups and what runs beside the containers. */
@NullMarked
package io.github.containerlimits.host;

import org.jspecify.annotations.NullMarked;
