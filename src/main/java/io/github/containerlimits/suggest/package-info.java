/** Limits for an application, from what it was measured to need. */
@NullMarked
package io.github.containerlimits.suggest;

import org.jspecify.annotations.NullMarked;
