/** Files of other tools in which limits stand, and what of them a policy is read from. */
@NullMarked
package io.github.containerlimits.policy.source;

import org.jspecify.annotations.NullMarked;
