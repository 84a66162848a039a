/**
 * The Raft loop: drives the pure core of {@link io.dss.raft}, carries out what it returns (persist, send, apply, snapshot) and feeds the replicated
 * tables. {@link io.dss.node.raft.EventLoop} is the thread, {@link io.dss.node.raft.RaftNode} what runs on it, {@link io.dss.node.raft.LogWriter}
 * the thread that waits for the disk so that the loop never does.
 *
 * <p>Must not know Jakarta, HTTP, or what the tables mean. Imports the cores' values and {@code spi}.
 */
package io.dss.node.raft;
