/** Quantities as they are written in a Compose file and printed in a report. Each type owns its units. */
@NullMarked
package io.github.containerlimits.quantity;

import org.jspecify.annotations.NullMarked;
