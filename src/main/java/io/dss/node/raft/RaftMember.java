package io.dss.node.raft;

import io.dss.raft.RaftStatus;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** This node's part in the Raft group, for those who look. Thread-safe; nothing blocks. */
public interface RaftMember {
  /** Empty on a node that is no voter, and before the cluster is formed. */
  Optional<RaftView> view();

  /** Everything it knows; empty where {@link #view} is. */
  CompletionStage<Optional<RaftStatus>> status();

  /** What the journal takes on the disk, in bytes; 0 where {@link #view} is empty. */
  long journalBytes();
}
