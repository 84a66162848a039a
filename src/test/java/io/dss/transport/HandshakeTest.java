package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Peer;
import io.dss.transport.TransportCounters.Count;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everybody who must not get in, at the door of a node that is connected to a good peer; after each the good connection is what it was. */
@Timeout(60)
class HandshakeTest {
  private static final ClusterSecret OTHER_SECRET = new ClusterSecret("not the secret of these");
  private static final Optional<ClusterId> OTHER_CLUSTER = Optional.of(new ClusterId("d".repeat(32)));
  private final Peer carol = TestNode.peer("node_c", 5, TestNode.CLUSTER);
  private TestNode a;
  private TestNode b;

  /** {@code node_c} is in the topology and does not run: strangers pretend to be it. */
  @BeforeEach
  void aGoodConnection() throws Exception {
    a = TestNode.start("node_a");
    b = TestNode.start("node_b");
    PeerAddress nowhere = new PeerAddress("127.0.0.1", 1, false);
    Map<NodeId, PeerAddress> all = Map.of(a.id, a.address(), b.id, b.address(), carol.node(), nowhere);
    b.transport.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(request));
    a.transport.addresses(Map.of(a.id, a.address(), b.id, b.address()));
    b.transport.addresses(all);
    TestNode.await("they reach each other", () -> a.reaches(b) && b.reaches(a));
  }

  @AfterEach
  void theGoodConnectionWasNotDisturbed() throws Exception {
    byte[] question = "still there?".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(question, RequestsTest.get(a.transport.request(b.id, Channel.LOCK, question, 5_000_000_000L)));
    assertEquals(1, a.transport.unreachable().size() + b.transport.unreachable().size(), "only node_c is unreachable");
    assertEquals(0, a.count(Count.CONNECTIONS_LOST));
    a.close();
    b.close();
  }

  @Test
  void aPlainGetIsToldToUpgrade() throws Exception {
    HttpHead answer = refused(RefusalCause.UPGRADE_REQUIRED, 426, headers -> Map.of("Host", "x"));
    assertEquals("dss-peer/1", answer.headers().get("Upgrade"));
    refused(RefusalCause.UPGRADE_REQUIRED, 426, with("Upgrade", "websocket"));
    refused(RefusalCause.UPGRADE_REQUIRED, 426, with("Upgrade", "dss-peer/2"));
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    try (Stranger stranger = Stranger.at(b)) {
      HttpHead answer = stranger.ask("POST", Map.of("Host", "x"));
      assertEquals(405, answer.status().orElseThrow());
      assertEquals("GET", answer.headers().get("Allow"));
      assertEquals(1, b.refused(RefusalCause.METHOD_NOT_ALLOWED));
    }
  }

  @Test
  void everyHeaderIsRequiredAndOfItsForm() throws Exception {
    for (String name : Stranger.call(carol, b.id, 1).headers(TestNode.SECRET).keySet()) {
      RefusalCause cause = name.equals("Dss-Seal") ? RefusalCause.WRONG_SECRET : RefusalCause.MALFORMED_HANDSHAKE;
      refused(cause, cause.status(), without(name));
      refused(cause, cause.status(), with(name, "no \"good\" <b>value</b>"));
      refused(cause, cause.status(), with(name, ""));
      refused(cause, cause.status(), with(name, "9".repeat(4_000)));
    }
  }

  @Test
  void aValueThatWasChangedOnTheWayBreaksTheSeal() throws Exception {
    refused(RefusalCause.WRONG_SECRET, 403, with("Dss-Incarnation", "6"));
    refused(RefusalCause.WRONG_SECRET, 403, with("Dss-Node", "node_a"));
    refused(RefusalCause.WRONG_SECRET, 403, with("Dss-Nonce", Handshake.nonce()));
    refused(RefusalCause.WRONG_SECRET, 403, with("Dss-Connection", "77"));
    refused(RefusalCause.WRONG_SECRET, 403, with("Dss-Cluster", "-"));
  }

  @Test
  void whoDoesNotKnowTheSecretIsRefusedBeforeAnythingElseIsTold() throws Exception {
    refused(RefusalCause.WRONG_SECRET, 403, Stranger.call(carol, b.id, 1), OTHER_SECRET);
    refused(RefusalCause.WRONG_SECRET, 403, Stranger.call(TestNode.peer("nobody", 1, OTHER_CLUSTER), a.id, 1), OTHER_SECRET);
  }

  @Test
  void aNodeThatIsInNoListIsRefused() throws Exception {
    refused(RefusalCause.UNKNOWN_NODE, 403, Stranger.call(TestNode.peer("node_x", 1, TestNode.CLUSTER), b.id, 1), TestNode.SECRET);
    refused(RefusalCause.UNKNOWN_NODE, 403, Stranger.call(TestNode.peer("node_b", 9, TestNode.CLUSTER), b.id, 1), TestNode.SECRET);
  }

  @Test
  void whoMeantAnotherNodeIsRefused() throws Exception {
    refused(RefusalCause.WRONG_NODE, 403, Stranger.call(carol, a.id, 1), TestNode.SECRET);
  }

  @Test
  void anotherClusterIsRefused() throws Exception {
    refused(RefusalCause.WRONG_CLUSTER, 403, Stranger.call(TestNode.peer("node_c", 5, OTHER_CLUSTER), b.id, 1), TestNode.SECRET);
  }

  @Test
  void anOlderLifeOrAnOlderConnectionThanTheOneThatIsThereIsRefused() throws Exception {
    TestNode.await("a is in", () -> b.count(Count.CONNECTIONS_OPENED) == 2);
    Peer newer = TestNode.peer("node_c", 5, TestNode.CLUSTER);
    try (Stranger connected = proven(newer, 7)) {
      refused(RefusalCause.STALE_CONNECTION, 409, Stranger.call(TestNode.peer("node_c", 4, TestNode.CLUSTER), b.id, 8), TestNode.SECRET);
      refused(RefusalCause.STALE_CONNECTION, 409, Stranger.call(newer, b.id, 7), TestNode.SECRET);
      refused(RefusalCause.STALE_CONNECTION, 409, Stranger.call(newer, b.id, 6), TestNode.SECRET);
      assertEquals(Frame.Kind.PONG, pongAfterPing(connected));
    }
  }

  @Test
  void aSecondConnectionOfTheSameLifeReplacesTheFirst() throws Exception {
    try (Stranger first = proven(carol, 1); Stranger second = proven(carol, 2)) {
      first.drain();
      assertEquals(Frame.Kind.PONG, pongAfterPing(second));
    }
  }

  @Test
  void anOlderConnectionWhoseProofComesLateNeverSpeaks() throws Exception {
    try (Stranger older = Stranger.at(b)) {
      Frame proof = older.upgraded(Stranger.call(carol, b.id, 1), TestNode.SECRET);
      try (Stranger newer = proven(carol, 2)) {
        older.write(proof);
        older.drain();
        assertEquals(1, b.refused(RefusalCause.STALE_CONNECTION));
        assertEquals(Frame.Kind.PONG, pongAfterPing(newer));
      }
    }
  }

  @Test
  void aWipedNodeThatCountsItsLivesFromOneAgainGetsInOnceItsOldLifeIsGone() throws Exception {
    proven(carol, 9).close();
    Peer wiped = new Peer(new io.dss.kernel.Incarnation(carol.node(), 1), new io.dss.kernel.DiskId("f".repeat(32)), Optional.empty());
    TestNode.await("the old life is gone", () -> b.count(Count.CONNECTIONS_LOST) == 1);
    proven(wiped, 1).close();
  }

  @Test
  void aRecordedHandshakeIsUseless() throws Exception {
    Handshake.Call call = Stranger.call(carol, b.id, 1);
    Frame recorded;
    try (Stranger honest = Stranger.at(b)) {
      recorded = honest.upgraded(call, TestNode.SECRET);
    }
    try (Stranger replaying = Stranger.at(b)) {
      assertEquals(101, replaying.ask(Stranger.headers(call, TestNode.SECRET)).status().orElseThrow());
      replaying.write(recorded);
      assertEquals(0, replaying.drain());
    }
    TestNode.await("it is counted", () -> b.refused(RefusalCause.WRONG_SECRET) == 1);
  }

  @Test
  void aProofOfTheOtherSideIsNoProof() throws Exception {
    try (Stranger mirror = Stranger.at(b)) {
      HttpHead answer = mirror.ask(Stranger.headers(Stranger.call(carol, b.id, 1), TestNode.SECRET));
      mirror.write(Frame.proof(answer.headers().get("Dss-Proof")));
      assertEquals(0, mirror.drain());
      TestNode.await("it is counted", () -> b.refused(RefusalCause.WRONG_SECRET) == 1);
    }
  }

  @Test
  void anyOtherFrameBeforeTheProofEndsTheConnectionAndIsNotDelivered() throws Exception {
    b.transport.receive(Channel.FORMATION, (from, frame) -> {
      throw new AssertionError("a frame of somebody who has proven nothing");
    });
    for (Frame frame : new Frame[] {Frame.oneWay(Channel.FORMATION, new byte[50]), Frame.request(Channel.FORMATION, 1, new byte[1]), Frame.PING}) {
      long before = b.refused(RefusalCause.PROOF_EXPECTED);
      try (Stranger hasty = Stranger.at(b)) {
        hasty.upgraded(Stranger.call(carol, b.id, 1), TestNode.SECRET);
        hasty.write(frame);
        assertEquals(0, hasty.drain());
        TestNode.await("it is counted", () -> b.refused(RefusalCause.PROOF_EXPECTED) == before + 1);
      }
    }
    assertEquals(0, b.count(Count.RECEIVER_FAILED));
  }

  @Test
  void whoNeverProvesAnythingIsCutAfterTheHandshakeTime() throws Exception {
    try (Stranger silent = Stranger.at(b)) {
      long begun = System.nanoTime();
      silent.upgraded(Stranger.call(carol, b.id, 1), TestNode.SECRET);
      silent.drain();
      assertTrue(TestNode.millisSince(begun) >= 1_400, "it was cut early");
      TestNode.await("it is counted", () -> b.refused(RefusalCause.HANDSHAKE_TIMEOUT) == 1);
    }
  }

  @Test
  void noMoreThanTheLimitOfUnprovenConnectionsIsOpen() throws Exception {
    int limit = TestNode.QUICK.limits().unprovenConnections();
    Stranger[] crowd = new Stranger[limit];
    try {
      for (int i = 0; i < limit; i++) {
        crowd[i] = Stranger.at(b);
        crowd[i].upgraded(Stranger.call(carol, b.id, 1 + i), TestNode.SECRET);
      }
      TestNode.await("the last is open too", () -> b.threads("dss-peer-from-node_c-reader") == limit);
      refused(RefusalCause.TOO_MANY_CONNECTIONS, 503, Stranger.call(carol, b.id, 999), TestNode.SECRET);
    } finally {
      for (Stranger one : crowd) if (one != null) one.close();
    }
  }

  @Test
  void randomBytesAtEveryStageEndThatConnectionAndNothingElse() throws Exception {
    long seed = Long.getLong("dss.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 120; round++) {
      byte[] noise = new byte[1 + random.nextInt(400)];
      random.nextBytes(noise);
      try (Stranger stranger = Stranger.at(b)) {
        int stage = round % 3;
        if (stage > 0) {
          Frame proof = stranger.upgraded(Stranger.call(carol, b.id, 1_000 + round), TestNode.SECRET);
          if (stage > 1) stranger.write(proof);
        }
        stranger.write(noise);
        stranger.socket.shutdownOutput();
        stranger.drain();
      } catch (java.net.SocketException e) {
        assertTrue(round % 3 > 0, "the node may have cut it while we still wrote; replay with -Ddss.seed=" + seed);
      }
    }
    TestNode.await("the last is gone", () -> b.count(Count.CONNECTIONS_OPENED) - b.count(Count.CONNECTIONS_LOST) == 2);
    assertTrue(b.refused(RefusalCause.FRAME_TOO_LONG) > 20, "replay with -Ddss.seed=" + seed);
    assertFalse(b.transport.unreachable().contains(a.id));
  }

  private Frame.Kind pongAfterPing(Stranger stranger) throws Exception {
    stranger.write(Frame.PING);
    return stranger.reader().read(1_000).kind();
  }

  private Stranger proven(Peer as, long connection) throws Exception {
    Stranger stranger = Stranger.at(b);
    stranger.write(stranger.upgraded(Stranger.call(as, b.id, connection), TestNode.SECRET));
    assertEquals(Frame.Kind.PONG, stranger.reader().read(1_000).kind());
    return stranger;
  }

  private HttpHead refused(RefusalCause cause, int status, UnaryOperator<Map<String, String>> change) throws Exception {
    return refused(cause, status, change.apply(Stranger.headers(Stranger.call(carol, b.id, 1), TestNode.SECRET)));
  }

  private HttpHead refused(RefusalCause cause, int status, Handshake.Call call, ClusterSecret secret) throws Exception {
    return refused(cause, status, Stranger.headers(call, secret));
  }

  private HttpHead refused(RefusalCause cause, int status, Map<String, String> headers) throws Exception {
    long before = b.refused(cause);
    try (Stranger stranger = Stranger.at(b)) {
      HttpHead answer = stranger.ask(headers);
      assertEquals(status, answer.status().orElseThrow(), () -> cause + " for " + headers);
      assertEquals("application/problem+json", answer.headers().get("Content-Type"));
      assertEquals(null, answer.headers().get("Dss-Proof"));
      String problem = new String(stranger.socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(problem.contains("\"code\":\"" + cause.code() + "\"") && problem.contains("\"status\":" + status), problem);
      assertEquals(before + 1, b.refused(cause), () -> cause + " is counted");
      return answer;
    }
  }

  private static UnaryOperator<Map<String, String>> with(String name, String value) {
    return headers -> {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.put(name, value);
      return changed;
    };
  }

  private static UnaryOperator<Map<String, String>> without(String name) {
    return headers -> {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.remove(name);
      return changed;
    };
  }
}
