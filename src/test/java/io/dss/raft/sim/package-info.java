/**
 * Whole clusters on one thread, from one seed: virtual time, a network and disks that fail by a {@link io.dss.raft.sim.FaultMenu}, nodes that drive
 * the real {@link io.dss.raft.Raft}, clients, and an {@link io.dss.raft.sim.Oracle} that checks after every event. See {@code src/docs/design/simulation.md}.
 */
package io.dss.raft.sim;
