package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.raft.Role;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.LogStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Raft members on memory disks and a memory network, in one thread, by one clock. */
class RaftNodeTest {
  private final Map<NodeId, CountingTable> tables = new TreeMap<>();

  private SteppedGroup group(int voters, long snapshotEntries) {
    SteppedGroup group = new SteppedGroup(voters, snapshotEntries, id -> {
      tables.put(id, new CountingTable());
      return List.of(tables.get(id));
    });
    group.start();
    return group;
  }

  private CompletionStage<Long> add(SteppedNode node, int value) {
    return node.raft().propose(tables.get(node.id()), new byte[] {(byte) value});
  }

  private long sum(SteppedNode node) {
    return tables.get(node.id()).sum();
  }

  @Test
  void aCommandIsAnsweredWhenAQuorumHasItAndReachesEverybody() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    CompletionStage<Long> reply = add(leader, 5);
    assertTrue(Outcome.open(reply));
    group.settle();
    assertEquals(5L, Outcome.of(reply));
    group.run(200);
    for (SteppedNode node : group.nodes()) assertEquals(5, sum(node), node.id().value());
    Outcome.failure(NotLeading.class, settled(group, add(group.other(leader), 1)));
  }

  private static <T> CompletionStage<T> settled(SteppedGroup group, CompletionStage<T> stage) {
    group.settle();
    return stage;
  }

  @Test
  void nothingIsAnsweredBeforeTheOwnDiskHasIt() {
    SteppedGroup group = group(1, 1_000);
    SteppedNode only = group.leader();
    only.diskStalled = true;
    CompletionStage<Long> reply = add(only, 5);
    group.run(100);
    assertTrue(Outcome.open(reply));
    only.diskStalled = false;
    group.settle();
    assertEquals(5L, Outcome.of(reply));
  }

  /** The view is refreshed by the tick in which a leader steps down, before its change of role is carried out. */
  @Test
  void aLeaderThatStepsDownInATickTellsWhoWaitsThatTheOutcomeIsUnknown() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    group.network.cutOff(leader.id());
    CompletionStage<Long> reply = add(leader, 5);
    CompletionStage<String> read = leader.raft().read(() -> "read");
    group.runUntil("it steps down", () -> !leader.raft().view().leads());
    group.settle();
    Outcome.failure(OutcomeUnknown.class, reply);
    Outcome.failure(NotLeading.class, read);
  }

  @Test
  void aLeaderWithoutAQuorumTakesNothingAndSaysSo() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    group.network.cutOff(leader.id());
    group.run(700);
    assertTrue(leader.raft().view().leads(), "it has not given up yet");
    assertEquals(Refusal.Code.NO_QUORUM, Outcome.failure(Refusal.class, settled(group, add(leader, 5))).code());
    assertEquals(Refusal.Code.NO_QUORUM, Outcome.failure(Refusal.class, settled(group, leader.raft().read(() -> 1))).code());
  }

  /** Calls that are under way at a leader that is gone are sent to the next one when the change is told: it must be known by then, not a tick later. */
  @Test
  void whoIsToldOfANewLeaderFindsItHeard() {
    List<Optional<NodeId>> seen = new ArrayList<>();
    SteppedGroup group = new SteppedGroup(3, 1_000, id -> List.of(tables.computeIfAbsent(id, name -> new CountingTable())));
    for (SteppedNode node : group.nodes()) {
      RaftLeadership leadership = new RaftLeadership(node.raft(), java.util.Set::of);
      node.raft().onRoleChange(change -> {
        if (change.role() == Role.FOLLOWER && change.leader().isPresent()) seen.add(leadership.leader());
      });
    }
    group.start();
    SteppedNode first = group.leader();
    group.run(500);
    group.network.cutOff(first.id());
    seen.clear();
    group.runUntil("the others follow a new one", () -> group.nodes().stream().anyMatch(node -> node != first && node.raft().view().leads()));
    group.settle();
    assertFalse(seen.isEmpty());
    for (Optional<NodeId> leader : seen) assertTrue(leader.isPresent(), "told of a new leader, and none was known");
  }

  @Test
  void aReadRunsOnTheLoopAfterAQuorumHasConfirmedTheLeader() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    add(leader, 5);
    group.settle();
    CompletionStage<Boolean> onLoop = leader.raft().read(() -> leader.loop().onLoop() && sum(leader) == 5);
    assertTrue(Outcome.open(onLoop));
    group.settle();
    assertTrue(Outcome.of(onLoop));
    Outcome.failure(NotLeading.class, settled(group, group.other(leader).raft().read(() -> 1)));
  }

  @Test
  void aFailedDiskEndsItsPartAndTheOthersGoOn() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    leader.disk.failNextSync();
    CompletionStage<Long> reply = add(leader, 5);
    group.settle();
    Outcome.failure(OutcomeUnknown.class, reply);
    assertTrue(leader.raft().failure().isPresent());
    assertFalse(leader.raft().view().leads());
    Outcome.failure(NotLeading.class, settled(group, add(leader, 1)));
    Outcome.failure(NotLeading.class, settled(group, leader.raft().read(() -> 1)));
    group.runUntil("another leads", () -> group.nodes().stream().anyMatch(node -> node != leader && node.raft().view().leads()));
  }

  @Test
  void aCommandThatBreaksATableFailsTheNodeAndNobodyIsLeftWaiting() {
    SteppedGroup group = group(1, 1_000);
    SteppedNode only = group.leader();
    CompletionStage<Long> unlucky = add(only, 13);
    CompletionStage<Long> behind = add(only, 1);
    group.settle();
    assertEquals("unlucky", only.raft().failure().orElseThrow().getMessage());
    Outcome.failure(OutcomeUnknown.class, unlucky);
    Outcome.failure(OutcomeUnknown.class, behind);
  }

  @Test
  void whenTheLoopEndsNobodyIsLeftWaiting() throws Exception {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    group.network.cutOff(leader.id());
    CompletionStage<Long> proposed = add(leader, 5);
    CompletionStage<Integer> read = leader.raft().read(() -> 1);
    Thread thread = new Thread(leader.loop());
    thread.start();
    assertTrue(leader.loop().stop(10_000));
    thread.join();
    Outcome.failure(OutcomeUnknown.class, proposed);
    Outcome.failure(NotLeading.class, read);
    assertFalse(leader.raft().view().leads());
    Outcome.failure(NotLeading.class, add(leader, 1));
  }

  @Test
  void aNodeThatWasAwayCatchesUpBySnapshot() {
    SteppedGroup group = group(3, 10);
    SteppedNode leader = group.leader();
    SteppedNode away = group.other(leader);
    group.network.cutOff(away.id());
    for (int i = 0; i < 60; i++) {
      add(leader, 1);
      group.settle();
    }
    group.run(200);
    group.network.heal();
    group.runUntil("it has caught up", () -> sum(away) == 60);
    assertTrue(away.raft().failure().isEmpty());
  }

  /** While the tables of a received snapshot are read the log begins after it: a snapshot of the old tables cannot be taken any more. */
  @Test
  void noSnapshotOfTheOldTablesIsTakenWhileNewOnesAreRead() {
    SteppedGroup group = group(3, 10);
    SteppedNode leader = group.leader();
    SteppedNode away = group.other(leader);
    group.run(200);
    away.workerStalled = true;
    for (int i = 0; i < 12; i++) add(leader, 1);
    group.run(200);
    for (int i = 0; i < 12; i++) add(leader, 1);
    group.run(200);
    group.network.cutOff(away.id());
    for (int i = 0; i < 60; i++) {
      add(leader, 1);
      group.settle();
    }
    group.network.heal();
    group.run(2_000);
    assertTrue(away.worker.waiting() >= 2, "a snapshot to be taken, and one to be stored");
    away.workerStalled = false;
    group.runUntil("it has caught up, or failed", () -> sum(away) == 84 || away.raft().failure().isPresent());
    assertEquals(Optional.empty(), away.raft().failure());
  }

  @Test
  void aRestartBringsBackWhatWasAnswered() {
    SteppedGroup group = group(1, 5);
    SteppedNode only = group.leader();
    for (int i = 0; i < 23; i++) {
      add(only, 2);
      group.settle();
    }
    only.disk.crash(() -> 0);
    SteppedNode again = group.make(only.id(), 5);
    again.start();
    group.leader();
    group.run(100);
    assertEquals(46, sum(again));
  }

  @Test
  void aMessageOfAnotherDiskOrOfNoSenseIsDropped() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    NodeId wiped = group.other(leader).id();
    long term = leader.raft().view().term();
    PeerTransport impostor = group.network.port(new PeerTransport.Peer(SteppedNode.peer(wiped).incarnation(), SteppedNode.diskOf(new NodeId("n9")), Optional.empty()));
    impostor.send(leader.id(), PeerTransport.Channel.RAFT, io.dss.raft.RaftMessageCodec.encode(new io.dss.raft.RaftMessage.AppendAccepted(term + 9, 1)));
    impostor.send(leader.id(), PeerTransport.Channel.RAFT, new byte[] {99, 99});
    group.settle();
    assertEquals(term, leader.raft().view().term(), "it would have stepped down");
    assertTrue(leader.raft().failure().isEmpty());
  }

  @Test
  void aPausedLeaderStepsDownBeforeItTakesWhatWaited() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    leader.loopStalled = true;
    CompletionStage<Long> waiting = add(leader, 5);
    group.runUntil("another leads", () -> group.nodes().stream().anyMatch(node -> node != leader && node.raft().view().leads()));
    leader.loopStalled = false;
    group.settle();
    Outcome.failure(NotLeading.class, waiting);
    group.run(300);
    for (SteppedNode node : group.nodes()) assertEquals(0, sum(node), "nobody carried it out");
  }

  @Test
  void leadershipIsHandedOverInOrder() {
    SteppedGroup group = group(3, 1_000);
    SteppedNode leader = group.leader();
    group.run(300);
    CompletionStage<Void> handed = leader.raft().handOver(Set.of());
    group.run(500);
    Outcome.of(handed);
    assertFalse(leader.raft().view().leads());
    assertTrue(leader.raft().view().leader().isPresent());
  }

  @Test
  void leadershipIsHandedToWhomItIsMeantForIfThatOneVotes() {
    for (String preferred : List.of("n1", "n2", "n3")) {
      SteppedGroup group = group(3, 1_000);
      SteppedNode leader = group.leader();
      group.run(300);
      CompletionStage<Void> handed = leader.raft().handOver(Set.of(new NodeId(preferred), new NodeId("no-voter")));
      group.run(500);
      Outcome.of(handed);
      assertFalse(leader.raft().view().leads());
      if (!leader.id().value().equals(preferred)) assertEquals(Optional.of(new NodeId(preferred)), leader.raft().view().leader());
    }
  }

  /** A crash between storing a received snapshot and restarting the log, of a log that was empty: the disk still stands before the snapshot (found as seed 1351). */
  @Test
  void anEmptyLogFollowsASnapshotThatCameJustBeforeACrash() {
    SteppedGroup group = group(1, 1_000);
    SteppedNode only = group.leader();
    LogStore log = only.disk.log();
    log.recover();
    log.restartAfter(17, 2);
    Tables before = new Tables(List.of(new CountingTable()));
    try (SnapshotStore.Sink sink = only.disk.snapshots().begin(new SnapshotMeta(33, 2, 100, group.configuration()))) {
      before.view().writeTo(sink);
      sink.commit();
    }
    only.disk.crash(() -> 0);
    SteppedNode again = group.make(only.id(), 1_000);
    again.start();
    group.leader();
    CompletionStage<Long> reply = add(again, 3);
    group.run(100);
    assertEquals(Optional.empty(), again.raft().failure());
    assertEquals(3L, Outcome.of(reply));
  }
}
