/** Runs a trial: its containers, its load beside rivals and contrasts, read by read until every check is decided. */
@NullMarked
package io.github.containerlimits.trial;

import org.jspecify.annotations.NullMarked;
