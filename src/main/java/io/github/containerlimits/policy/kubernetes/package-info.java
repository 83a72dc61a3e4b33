/** Kubernetes manifests, as far as a container's limits go, read as an API server and a kubelet do. */
@NullMarked
package io.github.containerlimits.policy.kubernetes;

import org.jspecify.annotations.NullMarked;
