package io.dss.cluster;

/** What the engine must do for a {@link LeaseGranter}, in the order given. */
public sealed interface LeaderEffect {
  /**
   * Begin a quorum round (ReadIndex) now or later, never take one that has begun already, and report {@link LeaseGranter#roundDone} once a quorum has
   * acknowledged it in this term, or {@link LeaseGranter#roundFailed}.
   */
  record StartRound(long roundId) implements LeaderEffect {}

  /** Send the answer to the heartbeat that {@link StartRound} of this id was for. It may be lost, doubled or late. */
  record Answer(long roundId, HeartbeatAnswer answer) implements LeaderEffect {}

  /** Append this to the log of this term, or report {@link LeaseGranter#notAppended}. */
  record Propose(MembershipCommand command) implements LeaderEffect {}

  /** Send this view to every node that can be reached. It is committed. */
  record PushView(View view) implements LeaderEffect {}

  /** This leader hears nobody: it is itself cut off. Hand leadership over if somebody takes it. */
  record HandOver() implements LeaderEffect {}
}
