package io.dss.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import io.dss.raft.sim.SimEntropy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MajorityTest {
  private static Configuration configuration(int voters) {
    TreeMap<NodeId, DiskId> voting = new TreeMap<>();
    TreeMap<NodeId, DiskId> learning = new TreeMap<>();
    for (int i = 0; i < voters; i++) voting.put(new NodeId("n" + i), new DiskId("0".repeat(32)));
    learning.put(new NodeId("x"), new DiskId("1".repeat(32)));
    return new Configuration(new ClusterId("f".repeat(32)), voting, learning);
  }

  /** The definition itself: the highest value that at least a quorum of voters has reached. */
  private static long naive(Configuration configuration, Map<NodeId, Long> values) {
    long best = Long.MIN_VALUE;
    for (long candidate : values.values()) {
      long have = configuration.voters().keySet().stream().filter(node -> values.get(node) >= candidate).count();
      if (have >= configuration.quorum()) best = Math.max(best, candidate);
    }
    return best;
  }

  @Test
  void itIsWhatCountingSays() {
    SimEntropy entropy = new SimEntropy(5);
    for (int round = 0; round < 5_000; round++) {
      Configuration configuration = configuration(1 + entropy.below(7));
      Map<NodeId, Long> values = new TreeMap<>();
      configuration.voters().keySet().forEach(node -> values.put(node, (long) entropy.below(6)));
      long expected = naive(configuration, values);
      assertEquals(expected, Majority.reachedBy(configuration, values::get), values.toString());
      assertEquals(true, Majority.of(configuration, node -> values.get(node) >= expected));
      assertEquals(false, Majority.of(configuration, node -> values.get(node) > expected));
    }
  }

  @Test
  void votesAreWonOrLostByMajorityAndOpenBefore() {
    VoteTally tally = new VoteTally(configuration(5));
    assertEquals(VoteTally.Outcome.OPEN, tally.record(new NodeId("n0"), true));
    assertEquals(VoteTally.Outcome.OPEN, tally.record(new NodeId("n1"), false));
    assertEquals(VoteTally.Outcome.OPEN, tally.record(new NodeId("n2"), true));
    assertEquals(VoteTally.Outcome.WON, tally.record(new NodeId("n3"), true));
  }

  @Test
  void aMajorityOfRefusalsIsLost() {
    VoteTally tally = new VoteTally(configuration(3));
    tally.record(new NodeId("n0"), false);
    assertEquals(VoteTally.Outcome.LOST, tally.record(new NodeId("n1"), false));
  }

  @Test
  void copiesSecondThoughtsLearnersAndStrangersDoNotCount() {
    VoteTally tally = new VoteTally(configuration(3));
    tally.record(new NodeId("n0"), true);
    tally.record(new NodeId("n0"), true);
    tally.record(new NodeId("x"), true);
    tally.record(new NodeId("stranger"), true);
    tally.record(new NodeId("n1"), false);
    assertEquals(VoteTally.Outcome.OPEN, tally.record(new NodeId("n1"), true));
    assertEquals(VoteTally.Outcome.WON, tally.record(new NodeId("n2"), true));
  }
}
