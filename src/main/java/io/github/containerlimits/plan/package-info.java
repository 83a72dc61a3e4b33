/** What will be tried: the trials that follow from a policy on the engine's host. */
@NullMarked
package io.github.containerlimits.plan;

import org.jspecify.annotations.NullMarked;
