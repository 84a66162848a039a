package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Failure;
import io.dss.spi.PeerTransport.Peer;
import io.dss.transport.TransportCounters.Count;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From unformed to formed, from one list of peers to the next, and to the end. */
@Timeout(60)
class LifecycleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void nodesThatAreNotFormedSpeakOfFormationOnlyUntilBothAre() throws Exception {
    try (TestNode a = unformed("node_a"); TestNode b = unformed("node_b")) {
      TestNode.acquaint(a, b);
      TestNode.await("they reach each other", () -> a.reaches(b) && b.reaches(a));
      for (Channel channel : Channel.values()) b.transport.respond(channel, (from, request) -> CompletableFuture.completedFuture(request));
      assertArrayEquals(new byte[3], RequestsTest.get(a.transport.request(b.id, Channel.FORMATION, new byte[3], SECOND)));
      assertFalse(a.transport.send(b.id, Channel.RAFT, new byte[3]));
      assertInstanceOf(Failure.NotSent.class, RequestsTest.failure(a.transport.request(b.id, Channel.LOCK, new byte[3], SECOND)));
      assertEquals(2, a.count(Count.DROPPED_NOT_FORMED));

      form(a);
      TestNode.await("a says so on new connections", () -> a.count(Count.CONNECTIONS_LOST) >= 2 && a.reaches(b) && b.reaches(a));
      assertInstanceOf(Failure.NotSent.class, RequestsTest.failure(a.transport.request(b.id, Channel.LOCK, new byte[3], SECOND)));
      form(b);
      TestNode.await("the lock channel opens", () -> a.transport.send(b.id, Channel.LOCK, new byte[1]) && b.transport.send(a.id, Channel.LOCK, new byte[1]));
      assertArrayEquals(new byte[3], RequestsTest.get(a.transport.request(b.id, Channel.LOCK, new byte[3], SECOND)));
    }
  }

  @Test
  void framesOfOtherChannelsAreDroppedByTheAnsweringSideTooWhoeverSendsThem() throws Exception {
    try (TestNode b = TestNode.start("node_b"); Stranger unformed = Stranger.at(b)) {
      Peer a = TestNode.peer("node_a", 1, Optional.empty());
      b.transport.addresses(Map.of(a.node(), new PeerAddress("127.0.0.1", 1, false)));
      b.transport.receive(Channel.RAFT, (from, frame) -> {
        throw new AssertionError("a frame of a node that is in no cluster");
      });
      List<Peer> heard = new CopyOnWriteArrayList<>();
      b.transport.receive(Channel.FORMATION, (from, frame) -> heard.add(from));
      unformed.write(unformed.upgraded(Stranger.call(a, b.id, 1), TestNode.SECRET));
      unformed.write(Frame.oneWay(Channel.RAFT, new byte[9]));
      unformed.write(Frame.request(Channel.LOCK, 17, new byte[9]));
      unformed.write(Frame.oneWay(Channel.FORMATION, new byte[9]));
      TestNode.await("formation is heard", () -> heard.equals(List.of(a)));
      assertEquals(2, b.count(Count.DROPPED_NOT_FORMED));
      FrameReader reader = unformed.reader();
      Frame answer = reader.read(1_000);
      while (answer.kind() == Frame.Kind.PONG) answer = reader.read(1_000);
      assertEquals(Frame.Kind.REFUSED, answer.kind());
      assertEquals(17, answer.request());
    }
  }

  @Test
  void anAnswerOnItsWayIsFlushedWhenTheAnsweringSideAnnouncesItself() throws Exception {
    try (TestNode a = unformed("node_a"); TestNode b = unformed("node_b")) {
      TestNode.acquaint(a, b);
      TestNode.await("they reach each other", () -> a.reaches(b) && b.reaches(a));
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      CountDownLatch asked = new CountDownLatch(1);
      b.transport.respond(Channel.FORMATION, (from, request) -> {
        asked.countDown();
        return answer;
      });
      CompletionStage<byte[]> request = a.transport.request(b.id, Channel.FORMATION, new byte[1], 10 * SECOND);
      asked.await();
      form(b);
      answer.complete(new byte[] {7});
      assertArrayEquals(new byte[] {7}, RequestsTest.get(request));
    }
  }

  @Test
  void peersComeAndGoWhileTheTransportRuns() throws Exception {
    try (TestNode a = TestNode.start("node_a"); TestNode b = TestNode.start("node_b"); TestNode c = TestNode.start("node_c")) {
      TestNode.acquaint(a, b);
      TestNode.await("a and b reach each other", () -> a.reaches(b) && b.reaches(a));
      TestNode.acquaint(a, b, c);
      assertTrue(a.reaches(b), "who was there keeps its connection");
      TestNode.await("all reach all", () -> a.transport.unreachable().isEmpty() && b.transport.unreachable().isEmpty() && c.transport.unreachable().isEmpty());
      assertEquals(0, a.count(Count.CONNECTIONS_LOST));
      a.transport.addresses(Map.of(a.id, a.address(), c.id, c.address()));
      TestNode.await("b is cut off both ways", () -> a.count(Count.CONNECTIONS_LOST) == 2 && !b.reaches(a));
      TestNode.await("b is told that it is unknown", () -> a.refused(RefusalCause.UNKNOWN_NODE) > 0);
      assertEquals(Set.of(), a.transport.unreachable());
      assertFalse(a.transport.send(b.id, Channel.RAFT, new byte[1]));
    }
  }

  @Test
  void aNodeAtAnotherNodesAddressIsNotTakenForIt() throws Exception {
    try (TestNode a = TestNode.start("node_a"); TestNode b = TestNode.start("node_b")) {
      b.transport.addresses(Map.of(a.id, a.address()));
      a.transport.addresses(Map.of(new NodeId("node_c"), b.address()));
      TestNode.await("b says that it is not node_c", () -> b.refused(RefusalCause.WRONG_NODE) > 0);
      assertEquals(Set.of(new NodeId("node_c")), a.transport.unreachable());
    }
  }

  @Test
  void anImpostorThatCannotProveTheSecretIsLeftAlone() throws Exception {
    ClusterSecret guessed = new ClusterSecret("guessed by an impostor");
    try (TestNode a = TestNode.start("node_a"); TestNode mallory = TestNode.start(TestNode.peer("node_b", 1, TestNode.CLUSTER), guessed, TestNode.QUICK)) {
      mallory.transport.addresses(Map.of(a.id, a.address()));
      a.peerAt(mallory, mallory.server.port());
      TestNode.await("each refuses the other", () -> mallory.refused(RefusalCause.WRONG_SECRET) > 0 && a.refused(RefusalCause.NO_UPGRADE) > 0);
      assertFalse(a.reaches(mallory));
      assertEquals(0, a.count(Count.CONNECTIONS_OPENED));
    }
  }

  @Test
  void closingAnswersWhatIsBeingAnsweredRefusesTheNewAndLeavesNoThread() throws Exception {
    TestNode a = TestNode.start("node_a");
    TestNode b = TestNode.start("node_b");
    TestNode.acquaint(a, b);
    TestNode.await("they reach each other", () -> a.reaches(b) && b.reaches(a));
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    b.transport.respond(Channel.LOCK, (from, request) -> {
      asked.countDown();
      return answer;
    });
    CompletionStage<byte[]> request = a.transport.request(b.id, Channel.LOCK, new byte[1], 30 * SECOND);
    asked.await();
    assertTrue(b.group.activeCount() > 0);
    Thread closing = new Thread(b.transport::close);
    closing.start();
    TestNode.await("b refuses who knocks", () -> b.transport.door().knock("GET", name -> "dss-peer/1").status() == 503);
    answer.complete(new byte[] {7});
    assertArrayEquals(new byte[] {7}, RequestsTest.get(request));
    closing.join();
    assertEquals(0, b.group.activeCount(), "no thread of b stays");
    b.transport.close();
    assertThrows(IllegalStateException.class, () -> b.transport.addresses(Map.of()));
    a.transport.close();
    assertEquals(0, a.group.activeCount(), "no thread of a stays, though it was dialing");
    assertFalse(a.transport.send(b.id, Channel.LOCK, new byte[1]));
    a.close();
    b.close();
  }

  @Test
  void closingCutsWhatNeverEnds() throws Exception {
    TestNode a = TestNode.start("node_a");
    TestNode b = TestNode.start("node_b");
    TestNode.acquaint(a, b);
    TestNode.await("they reach each other", () -> a.reaches(b) && b.reaches(a));
    b.transport.respond(Channel.LOCK, (from, request) -> new CompletableFuture<>());
    CompletionStage<byte[]> request = a.transport.request(b.id, Channel.LOCK, new byte[1], 30 * SECOND);
    long begun = System.nanoTime();
    a.transport.close();
    assertTrue(TestNode.millisSince(begun) < 2_500, "it took " + TestNode.millisSince(begun) + " ms");
    assertInstanceOf(Failure.Unanswered.class, RequestsTest.failure(request));
    assertEquals(0, a.group.activeCount());
    a.close();
    b.close();
  }

  private static TestNode unformed(String name) throws Exception {
    return TestNode.start(TestNode.peer(name, 1, Optional.empty()), TestNode.SECRET, TestNode.QUICK);
  }

  private static void form(TestNode node) {
    node.self = new Peer(node.self.incarnation(), node.self.disk(), TestNode.CLUSTER);
    node.transport.announce();
  }
}
