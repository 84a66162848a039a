/**
 * The cache of a node: one loop that runs the buckets of {@code coherence}, hits that need no loop, the LRU, the write-back buffer and the channels
 * to the other cache nodes; and the part that takes calls everywhere.
 *
 * <p>Must not know HTTP, Redis or Raft. Imports the cores, {@code spi}, {@code node.route} and the loop of {@code node.raft}.
 */
package io.dss.node.cache;
