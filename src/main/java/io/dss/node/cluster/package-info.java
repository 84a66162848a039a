/**
 * The node's part in the cluster: first formation, heartbeats and leases, the views that arrive. Drives the pure rules of {@link io.dss.cluster}.
 *
 * <p>Must not know what is done under a lease. Imports the cores' values, {@code spi}, {@code node.raft} and {@code node.route}.
 */
package io.dss.node.cluster;
