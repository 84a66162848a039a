/**
 * The consensus core: Raft as a function. Messages, ticks, proposals and answers of the disk go into {@link io.dss.raft.Raft}; numbered
 * {@link io.dss.raft.Ready} values with all that must happen come out.
 *
 * <p>Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (extended version)" (2014), cited as §n; Ongaro, "Consensus:
 * Bridging Theory and Practice" (2014), cited as thesis §n. Where this differs from them and why: {@code src/docs/design/divergence.md}.
 *
 * <p>Must not know: threads, clocks, sockets, files, what a command means. Imports {@code raft.quorum}, {@code raft.log}, {@code kernel}.
 */
package io.dss.raft;
