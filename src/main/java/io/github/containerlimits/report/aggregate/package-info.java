/** Reports of several modules, engines or shards, read again and laid side by side. What they say comes from outside, whoever wrote it. */
@NullMarked
package io.github.containerlimits.report.aggregate;

import org.jspecify.annotations.NullMarked;
