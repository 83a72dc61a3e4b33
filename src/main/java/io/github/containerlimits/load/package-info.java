/** What makes pressure: programs of the toolbox or of the image, with all that they need. */
@NullMarked
package io.github.containerlimits.load;

import org.jspecify.annotations.NullMarked;
