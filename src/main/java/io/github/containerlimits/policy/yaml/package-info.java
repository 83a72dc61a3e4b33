/** YAML as policies and the files that they refer to are read: nodes with file, line and column, and what is wrong with them. */
@NullMarked
package io.github.containerlimits.policy.yaml;

import org.jspecify.annotations.NullMarked;
