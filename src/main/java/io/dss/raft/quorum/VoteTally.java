package io.dss.raft.quorum;

import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The votes of one election, or of one round of pre-votes; never of both (§5.2). The first answer of a voter counts, a later one changes nothing;
 * who is no voter is not heard. Not thread-safe.
 */
public final class VoteTally {
  /** What the answers so far amount to. */
  public enum Outcome {
    OPEN,
    /** A majority granted it. */
    WON,
    /** A majority refused, so it cannot be won any more. */
    LOST
  }

  private final Configuration configuration;
  private final Map<NodeId, Boolean> answers = new TreeMap<>();

  public VoteTally(Configuration configuration) {
    this.configuration = configuration;
  }

  public Outcome record(NodeId voter, boolean granted) {
    if (configuration.isVoter(voter)) answers.putIfAbsent(voter, granted);
    return outcome();
  }

  public Outcome outcome() {
    if (Majority.of(configuration, node -> answers.getOrDefault(node, false))) return Outcome.WON;
    boolean winnable = Majority.of(configuration, node -> answers.getOrDefault(node, true));
    return winnable ? Outcome.OPEN : Outcome.LOST;
  }
}
