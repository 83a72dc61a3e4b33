/** Ways round limits that hold by themselves, one file a way: its load, and what that shows. */
@NullMarked
package io.github.containerlimits.way;

import org.jspecify.annotations.NullMarked;
