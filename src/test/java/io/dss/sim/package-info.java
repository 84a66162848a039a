/**
 * Whole nodes in a box: the engine as it is in production (loop, Raft, tables, leases, locks, routing), from one seed on one thread, over the
 * network, the clocks and the disks of the Raft simulator. {@code src/docs/design/cluster-simulation.md} says what goes wrong in it and what is held
 * against it.
 */
package io.dss.sim;
