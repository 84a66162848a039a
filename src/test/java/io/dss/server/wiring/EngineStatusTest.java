package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.Epoch;
import io.dss.cluster.RingView;
import io.dss.cluster.Role;
import io.dss.coherence.Buckets;
import io.dss.kernel.NodeId;
import io.dss.node.cluster.Rings;
import io.dss.protocol.RingStatus;
import io.dss.ring.HashRing;
import io.dss.server.rest.StatusSource.RingQuestion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineStatusTest {
  private final HashRing caches = HashRing.of(List.of(new NodeId("c1"), new NodeId("c2"), new NodeId("c3")));
  private final HashRing queues = HashRing.of(List.of(new NodeId("q1"), new NodeId("q2")));
  private final Rings rings = role -> Optional.of(new Rings.RingOfRole(new RingView(role, new Epoch(1, 7), Optional.empty(), List.of()), role == Role.CACHE ? caches : queues));
  private final EngineStatus status = new EngineStatus(null, rings, null);

  private RingStatus.Owner owner(RingQuestion question) {
    return (RingStatus.Owner) status.ring(question).toCompletableFuture().join();
  }

  /** It is the bucket that has a home, not the key. */
  @Test
  void theOwnerOfAKeyIsTheHomeOfItsBucket() {
    for (int i = 0; i < 1_000; i++) {
      String key = "key-" + i;
      assertEquals(caches.owner(Buckets.ringName(Buckets.of(key))), owner(new RingQuestion.Key(key)).owner(), key);
    }
    assertTrue(IntStream.range(0, 1_000).mapToObj(i -> "key-" + i).anyMatch(key -> !caches.owner(key).equals(owner(new RingQuestion.Key(key)).owner())),
        "this would not tell the two apart");
  }

  @Test
  void theOwnerOfATopicIsThatOfItsNameAndADeadLetterLaneHasItsTopics() {
    assertEquals(queues.owner("orders"), owner(new RingQuestion.Topic("orders")).owner());
    assertEquals(queues.owner("orders"), owner(new RingQuestion.Topic("orders.dead")).owner());
  }
}
