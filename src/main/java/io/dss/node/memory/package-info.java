/**
 * Main memory of the cache on the Raft log: the port as every cache node uses it, and the part on the leader that proposes and reads.
 *
 * <p>Must not know lines, HTTP or Redis. Imports the cores, {@code spi}, {@code node.route} and {@code node.raft}.
 */
package io.dss.node.memory;
