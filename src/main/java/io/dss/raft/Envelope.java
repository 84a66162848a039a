package io.dss.raft;

import io.dss.kernel.NodeId;

/** A message and who it is for. */
public record Envelope(NodeId to, RaftMessage message) {}
