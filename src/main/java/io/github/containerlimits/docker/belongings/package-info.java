/** What a run makes on an engine and removes again, its lock among it, and what killed runs left there. */
@NullMarked
package io.github.containerlimits.docker.belongings;

import org.jspecify.annotations.NullMarked;
