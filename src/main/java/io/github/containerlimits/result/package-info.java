/** What a verification came to: verdicts, and what was measured for them. */
@NullMarked
package io.github.containerlimits.result;

import org.jspecify.annotations.NullMarked;
