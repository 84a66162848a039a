package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HintedLeadershipTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private final Set<NodeId> unreachable = new TreeSet<>();
  private final HintedLeadership leadership = new HintedLeadership(List.of(A, B), () -> unreachable);

  @Test
  void theLastHintCountsAsLongAsItCanBeReached() {
    assertEquals(Optional.empty(), leadership.leader());
    leadership.told(A, Optional.of(B));
    assertEquals(Optional.of(B), leadership.leader());
    unreachable.add(B);
    assertEquals(Optional.empty(), leadership.leader());
    assertEquals(List.of(A, B), leadership.askInstead());
  }

  @Test
  void onlyTheOneThatIsBelievedToLeadCanSayThatNobodyDoes() {
    leadership.told(A, Optional.of(B));
    leadership.told(A, Optional.empty());
    assertEquals(Optional.of(B), leadership.leader());
    leadership.told(B, Optional.empty());
    assertEquals(Optional.empty(), leadership.leader());
  }

  @Test
  void listenersHearOfANewLeaderOnce() {
    AtomicInteger changes = new AtomicInteger();
    leadership.onChange(changes::incrementAndGet);
    leadership.told(A, Optional.of(B));
    leadership.told(B, Optional.of(B));
    leadership.told(B, Optional.empty());
    assertEquals(1, changes.get());
    leadership.told(A, Optional.of(A));
    assertEquals(2, changes.get());
  }
}
