/**
 * The lock service: stamps calls and carries them to the leader ({@link io.dss.node.lock.LockService}), decides them there
 * ({@link io.dss.node.lock.LockLeader}), and holds this node's replica of the lock table ({@link io.dss.node.lock.LockReplica}).
 *
 * <p>Must not know HTTP or the other services. Imports the cores' values, {@code spi}, {@code node.raft} and {@code node.route}.
 */
package io.dss.node.lock;
