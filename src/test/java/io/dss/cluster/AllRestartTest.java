package io.dss.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a leader makes of members whose nodes have all started anew, as after a power cut: none of those who are in will ever be heard again. */
class AllRestartTest {
  private static final Form FORM = new Form(new ClusterId("00000000000000000000000000000001"), 1, LeaseTerms.DEFAULT);
  private static final long STEP_MILLIS = 500;

  private final TreeMap<Incarnation, Long> sequences = new TreeMap<>();
  private final Deque<MembershipCommand> log = new ArrayDeque<>();
  private Membership table = Membership.EMPTY;
  private LeaseGranter leader;
  private HeartbeatAnswer answer;
  private int handOvers;
  private long index;
  private long nowMillis;

  private static Member member(String node, long incarnation) {
    return new Member(new Incarnation(new NodeId(node), incarnation), "http://" + node, new TreeSet<>(List.of(Role.CACHE)), Optional.empty());
  }

  /** Elected on L, which is a member as the others are; the log says that the first lives of all are in. */
  private void elected(String... members) {
    commit(FORM);
    for (String node : members) commit(new Join(member(node, 1)));
    leader = new LeaseGranter(new NodeId("L"), FORM, table, nowMillis);
    take(leader.ownTermApplied(nowMillis));
  }

  private void commit(MembershipCommand command) {
    table = table.apply(command, ++index, 0).membership();
  }

  private void take(List<LeaderEffect> effects) {
    for (LeaderEffect effect : effects) {
      if (effect instanceof LeaderEffect.HandOver) handOvers++;
      else if (effect instanceof LeaderEffect.Propose propose) log.add(propose.command());
      else if (effect instanceof LeaderEffect.StartRound start) take(leader.roundDone(start.roundId(), nowMillis));
      else if (effect instanceof LeaderEffect.Answer given) answer = given.answer();
    }
    while (!log.isEmpty()) {
      MembershipCommand command = log.remove();
      commit(command);
      take(leader.applied(command, table, nowMillis));
    }
  }

  /** The second life of {@code node} says that it is there, and that it gets answers. */
  private Standing beat(String node) {
    Member life = member(node, 2);
    long sequence = sequences.merge(life.incarnation(), 1L, Long::sum);
    OptionalLong answeredMillis = sequence == 1 ? OptionalLong.empty() : OptionalLong.of(STEP_MILLIS);
    take(leader.heartbeat(new Heartbeat(life, table.view().epoch(), sequence, answeredMillis, new TreeSet<>(), false), nowMillis));
    return answer.standing();
  }

  private void forMillis(long millis, String... beating) {
    for (long end = nowMillis + millis; nowMillis < end; nowMillis += STEP_MILLIS) {
      take(leader.tick(nowMillis));
      for (String node : beating) beat(node);
    }
  }

  private List<String> in() {
    return table.view().members().stream().map(member -> member.incarnation().toString()).toList();
  }

  private static boolean mayAct(Standing standing) {
    return standing instanceof Standing.Granted granted && granted.leases().containsKey(Role.CACHE);
  }

  @Test
  void whenAllStartAnewTheLeaderKeepsLeadingAndTakesThemIn() {
    elected("A", "B", "L");
    forMillis(4 * LeaseTerms.DEFAULT.removalMillis(), "A", "B", "L");
    assertEquals(0, handOvers, "it hears every node, so it is not cut off");
    assertEquals(List.of("A.2", "B.2", "L.2"), in());
    for (String node : List.of("A", "B", "L")) assertTrue(mayAct(beat(node)), node + " has a lease again");
  }

  @Test
  void nobodyIsTakenInBeforeTheLeasesOfTheFirstLivesAreSurelyOver() {
    elected("A", "B", "L");
    forMillis(LeaseTerms.DEFAULT.removalMillis(), "A", "B", "L");
    assertEquals(List.of("A.1", "B.1", "L.1"), in());
    assertEquals(0, handOvers);
  }

  @Test
  void oneNodeThatStartedAnewProvesThatTheLeaderIsNotCutOffAndTheSilentOnesGo() {
    elected("A", "B", "L");
    forMillis(4 * LeaseTerms.DEFAULT.removalMillis(), "A", "L");
    assertEquals(0, handOvers);
    assertEquals(List.of("A.2", "L.2"), in());
  }

  @Test
  void aLeaderThatHearsOnlyItselfIsCutOffAndTakesNobodyOutButItsOwnFirstLife() {
    elected("A", "B", "L");
    forMillis(4 * LeaseTerms.DEFAULT.removalMillis(), "L");
    assertTrue(handOvers > 0, "it hands leadership over");
    assertTrue(in().containsAll(List.of("A.1", "B.1")), "were it to take them out they would all drop their state: " + in());
  }

  @Test
  void thoseWhoStoppedToBeHeardAgainProveNothing() {
    elected("A", "B", "L");
    beat("A");
    beat("B");
    forMillis(4 * LeaseTerms.DEFAULT.removalMillis(), "L");
    assertTrue(handOvers > 0, "what was heard once, long ago, is silence");
  }
}
