package io.dss.coherence.model;

import io.dss.cache.WriteSafety;

/**
 * How much may happen in one run.
 *
 * @param nodes 2 or 3
 * @param writes calls that write, {@code reads} calls that read and find no line, {@code evicts} evictions and flushes, {@code crashes} nodes that die,
 *     {@code moves} changes of the home, {@code joins} of nodes that died
 */
record Bounds(WriteSafety safety, int nodes, int writes, int reads, int evicts, int crashes, int moves, int joins) {
  @Override
  public String toString() {
    return safety + ", " + nodes + " nodes, " + writes + " writes, " + reads + " reads, " + evicts + " evictions or flushes, " + crashes + " crashes, " + moves
        + " moves of the home, " + joins + " joins";
  }
}
