package io.dss.raft;

/** What a node is in its term (§5.1; {@link #PRE_CANDIDATE}: thesis §9.6). A learner is a follower that no configuration names as a voter. */
public enum Role {
  FOLLOWER,
  PRE_CANDIDATE,
  CANDIDATE,
  LEADER
}
