package io.dss.node.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.lock.LockChange;
import io.dss.lock.LockLimits;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import io.dss.node.raft.Outcome;
import io.dss.node.raft.RaftLeadership;
import io.dss.node.raft.SteppedGroup;
import io.dss.node.raft.SteppedNode;
import io.dss.node.route.HintedLeadership;
import io.dss.node.route.Refusal;
import io.dss.spi.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The lock service of whole groups, in one thread and by one clock: waiting, changes of leader, deadlines. */
class LockNodeTest {
  private static final LockService.Limits LIMITS = new LockService.Limits(4_000, 3, 64);

  private final Map<NodeId, LockReplica> replicas = new TreeMap<>();
  private final Map<NodeId, LockNode> services = new TreeMap<>();
  private final SteppedGroup group;

  LockNodeTest() {
    group = new SteppedGroup(3, 100_000, id -> {
      replicas.put(id, new LockReplica(LockTable.empty(LockTableLimits.DEFAULT)));
      return List.of(replicas.get(id));
    });
    for (SteppedNode node : group.nodes()) {
      PeerTransport port = group.port(node.id());
      services.put(node.id(), new LockNode(new Incarnation(node.id(), 1), Optional.of(node.raft()), Optional.of(replicas.get(node.id())),
          new LockNode.Ports(port, new RaftLeadership(node.raft(), port::unreachable), group.time, group.timer, Runnable::run), LIMITS));
    }
    group.onTick(() -> services.values().forEach(LockNode::endOverdue));
    group.start();
  }

  private CompletionStage<LockReply> ask(SteppedNode node, LockChange change) {
    return services.get(node.id()).locks().change(change, Optional.empty());
  }

  private LockReply settled(CompletionStage<LockReply> call) {
    group.run(100);
    return Outcome.of(call);
  }

  private static LockChange.Acquire acquire(String client, LockMode mode, long waitMillis) {
    return new LockChange.Acquire("L", client, mode, 30_000, waitMillis);
  }

  private static LockChange.Acquire acquire(String client, long waitMillis) {
    return acquire(client, LockMode.EXCLUSIVE, waitMillis);
  }

  private static LockChange release(String client) {
    return new LockChange.Release("L", client, OptionalLong.empty());
  }

  private LockReply.Granted granted(CompletionStage<LockReply> call) {
    return assertInstanceOf(LockReply.Granted.class, settled(call));
  }

  @Test
  void everyNodeTakesCallsAndTheLeaderDecidesThem() {
    group.leader();
    long token = 0;
    for (SteppedNode node : group.nodes()) {
      LockReply.Granted grant = granted(ask(node, acquire("A", 0)));
      assertTrue(grant.fencingToken() > token);
      token = grant.fencingToken();
      assertInstanceOf(LockReply.Refused.class, settled(ask(node, acquire("B", 0))));
      CompletionStage<Locks.Check> check = services.get(node.id()).locks().check("L", token);
      CompletionStage<List<Locks.Description>> list = services.get(node.id()).locks().list(new Locks.Query("", Optional.empty(), 10, Optional.empty()));
      group.run(100);
      assertTrue(Outcome.of(check).valid());
      assertEquals("A", Outcome.of(list).get(0).holders().get(0).clientId());
      assertInstanceOf(LockReply.Released.class, settled(ask(node, release("A"))));
    }
  }

  @Test
  void aWaitingCallIsAnsweredByTheGrantWhereverItWaits() {
    SteppedNode leader = group.leader();
    for (SteppedNode node : group.nodes()) {
      granted(ask(leader, acquire("A", 0)));
      CompletionStage<LockReply> waiting = ask(node, acquire("B", 10_000));
      group.run(1_000);
      assertTrue(Outcome.open(waiting));
      assertEquals(1, services.get(leader.id()).parkedCalls());
      settled(ask(leader, release("A")));
      granted(waiting);
      settled(ask(leader, release("B")));
    }
    assertEquals(0, services.get(leader.id()).parkedCalls());
  }

  @Test
  void aWaitInVainEndsWithItsTimeOut() {
    SteppedNode leader = group.leader();
    granted(ask(leader, acquire("A", 0)));
    CompletionStage<LockReply> waiting = ask(group.other(leader), acquire("B", 1_000));
    group.run(1_500);
    assertEquals(LockReply.Reason.WAIT_TIMEOUT, assertInstanceOf(LockReply.Refused.class, Outcome.of(waiting)).reason());
  }

  @Test
  void aCallInTheOtherModeEndsTheWaitOfTheFirst() {
    SteppedNode leader = group.leader();
    granted(ask(leader, acquire("A", 0)));
    CompletionStage<LockReply> exclusive = ask(leader, acquire("B", LockMode.EXCLUSIVE, 20_000));
    group.run(500);
    CompletionStage<LockReply> shared = ask(group.other(leader), acquire("B", LockMode.SHARED, 20_000));
    group.run(500);
    assertInstanceOf(LockReply.Refused.class, Outcome.of(exclusive));
    settled(ask(leader, release("A")));
    assertEquals(LockMode.SHARED, granted(shared).mode());
  }

  @Test
  void severalCallsOfOnePlaceAreAllAnswered() {
    SteppedNode leader = group.leader();
    granted(ask(leader, acquire("A", 0)));
    List<CompletionStage<LockReply>> calls = new ArrayList<>();
    for (SteppedNode node : group.nodes()) calls.add(ask(node, acquire("B", 10_000)));
    group.run(500);
    settled(ask(leader, release("A")));
    long token = granted(calls.get(0)).fencingToken();
    for (CompletionStage<LockReply> call : calls) assertEquals(token, granted(call).fencingToken());
  }

  @Test
  void aWaitOutlivesItsLeader() {
    SteppedNode first = group.leader();
    SteppedNode caller = group.other(first);
    granted(ask(caller, acquire("A", 0)));
    CompletionStage<LockReply> waiting = ask(caller, acquire("B", 30_000));
    group.run(500);
    group.network.cutOff(first.id());
    group.runUntil("another leads", () -> group.nodes().stream().anyMatch(node -> node != first && node.raft().view().leads()));
    group.run(500);
    assertTrue(Outcome.open(waiting));
    settled(ask(caller, release("A")));
    granted(waiting);
  }

  @Test
  void aCallThatMeetsAChangeOfLeaderIsCarriedOutOnce() {
    SteppedNode first = group.leader();
    SteppedNode caller = group.other(first);
    CompletionStage<LockReply> call = ask(caller, acquire("A", 0));
    group.network.deliver();
    first.loop().turn();
    group.network.cutOff(first.id());
    group.run(3_500);
    group.network.heal();
    group.run(2_000);
    LockReply.Granted grant = assertInstanceOf(LockReply.Granted.class, Outcome.of(call));
    for (LockReplica replica : replicas.values()) assertEquals(grant.fencingToken(), replica.table().newestToken(), "granted once");
  }

  @Test
  void withoutALeaderACallIsRefusedInTimeAndNothingWasChanged() {
    SteppedNode leader = group.leader();
    SteppedNode alone = group.other(leader);
    group.network.cutOff(alone.id());
    group.run(1_000);
    CompletionStage<LockReply> call = ask(alone, acquire("A", 0));
    group.run(4_200);
    assertEquals(Refusal.Code.NO_LEADER, Outcome.failure(Refusal.class, call).code());
    group.network.heal();
    group.run(3_000);
    assertEquals(0, replicas.get(alone.id()).table().holdCount());
  }

  /** It stands in the queue and may be granted the lock: "stopping" would promise that nothing was changed. */
  @Test
  void aWaitingCallOfANodeThatStopsIsNotToldThatNothingWasChanged() {
    SteppedNode leader = group.leader();
    granted(ask(leader, acquire("A", 0)));
    CompletionStage<LockReply> waiting = ask(leader, acquire("B", 30_000));
    group.run(500);
    services.get(leader.id()).stop();
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, Outcome.failure(Refusal.class, waiting).code());
    assertEquals(Refusal.Code.STOPPING, Outcome.failure(Refusal.class, ask(leader, acquire("C", 0))).code());
  }

  @Test
  void callsBeyondTheLimitsOfANodeAreRefused() {
    SteppedNode leader = group.leader();
    granted(ask(leader, acquire("A", 0)));
    for (int i = 0; i < LIMITS.maxWaiting(); i++) ask(leader, acquire("W" + i, 30_000));
    assertEquals(Refusal.Code.LIMIT_REACHED, Outcome.failure(Refusal.class, ask(leader, acquire("X", 30_000))).code());
    group.run(100);
    List<CompletionStage<LockReply>> calls = new ArrayList<>();
    for (int i = 0; i <= LIMITS.maxInflight(); i++) calls.add(ask(leader, release("nobody" + i)));
    assertEquals(Refusal.Code.OVERLOADED, Outcome.failure(Refusal.class, calls.get(LIMITS.maxInflight())).code());
    group.run(100);
    calls.subList(0, LIMITS.maxInflight()).forEach(Outcome::of);
    assertInstanceOf(LockReply.NotHeld.class, settled(ask(leader, release("nobody"))));
  }

  /** A command that no replica could read back would fail every one of them. */
  @Test
  void aCallOutOfRangeDoesNotGetIntoTheLog() {
    SteppedNode leader = group.leader();
    LockChange outOfRange = new LockChange.Acquire("x".repeat(LockLimits.MAX_NAME_BYTES + 1), "C", LockMode.EXCLUSIVE, 1_000, 0);
    CompletionStage<LockReply> call = ask(leader, outOfRange);
    group.run(200);
    Outcome.failure(Refusal.class, call);
    for (SteppedNode node : group.nodes()) assertEquals(Optional.empty(), node.raft().failure());
    granted(ask(leader, acquire("A", 0)));
  }

  @Test
  void aStuckLockIsTakenBackByAnEntry() {
    SteppedNode leader = group.leader();
    granted(ask(leader, new LockChange.Acquire("L", "A", LockMode.EXCLUSIVE, 500, 0)));
    CompletionStage<LockReply> waiting = ask(leader, acquire("B", 10_000));
    group.run(800);
    granted(waiting);
  }

  @Test
  void aNodeThatIsNoVoterFindsTheLeader() {
    group.leader();
    NodeId id = new NodeId("q9");
    PeerTransport port = group.network.port(SteppedNode.peer(id));
    LockNode outside = new LockNode(new Incarnation(id, 1), Optional.empty(), Optional.empty(),
        new LockNode.Ports(port, new HintedLeadership(List.copyOf(group.configuration().voters().keySet()), port::unreachable), group.time, group.timer, Runnable::run),
        LIMITS);
    for (int i = 0; i < 3; i++) granted(outside.locks().change(acquire("A", 0), Optional.empty()));
    assertEquals(0, outside.callsUnderWay());
  }
}
