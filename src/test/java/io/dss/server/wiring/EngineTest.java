package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.lock.Locks;
import io.dss.node.route.Refusal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole engines: first formation, locks from every node, orderly stop and restart. */
class EngineTest {
  @TempDir Path directory;

  private static LockReply ask(Engine engine, LockChange change) throws Exception {
    return engine.locks().change(change, Optional.empty()).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static LockChange.Acquire acquire(String client, long waitMillis) {
    return new LockChange.Acquire("DB_RW", client, LockMode.EXCLUSIVE, 30_000, waitMillis);
  }

  private static void ready(EngineCluster cluster) throws Exception {
    for (NodeId node : cluster.nodes()) EngineCluster.await(node + " ready: " + cluster.engine(node).notReadyBecause(), () -> cluster.engine(node).notReadyBecause().isEmpty());
  }

  @Test
  void aSingleNodeGrantsALockAndKeepsItOverARestart() throws Exception {
    try (EngineCluster cluster = new EngineCluster(directory, 1, 0)) {
      NodeId only = cluster.nodes().get(0);
      cluster.start(only);
      ready(cluster);
      LockReply.Granted granted = assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(only), acquire("A", 0)));
      cluster.stop(only);
      cluster.start(only);
      ready(cluster);
      assertInstanceOf(LockReply.Refused.class, ask(cluster.engine(only), acquire("B", 0)));
      Locks.Check check = cluster.engine(only).locks().check("DB_RW", granted.fencingToken()).toCompletableFuture().get(5, TimeUnit.SECONDS);
      assertTrue(check.valid());
    }
  }

  @Test
  void fourNodesFormAndEveryOneTakesCallsAndAWaiterGetsTheLockAtItsRelease() throws Exception {
    try (EngineCluster cluster = new EngineCluster(directory, 3, 1)) {
      for (NodeId node : cluster.nodes()) cluster.start(node);
      ready(cluster);
      LockReply.Granted first = assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(cluster.nodes().get(0)), acquire("A", 0)));
      for (NodeId node : cluster.nodes()) assertInstanceOf(LockReply.Refused.class, ask(cluster.engine(node), acquire("B", 0)), node.value());
      for (NodeId node : cluster.nodes()) {
        CompletableFuture<LockReply> waiting = cluster.engine(node).locks().change(acquire("B", 10_000), Optional.empty()).toCompletableFuture();
        EngineCluster.await("queued", () -> waiters(cluster.engine(node)) == 1);
        assertInstanceOf(LockReply.Released.class, ask(cluster.engine(node), new LockChange.Release("DB_RW", "A", OptionalLong.empty())));
        LockReply.Granted granted = assertInstanceOf(LockReply.Granted.class, waiting.get(5, TimeUnit.SECONDS));
        assertTrue(granted.fencingToken() > first.fencingToken());
        assertInstanceOf(LockReply.Released.class, ask(cluster.engine(node), new LockChange.Release("DB_RW", "B", OptionalLong.empty())));
        assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(node), acquire("A", 0)));
      }
    }
  }

  private static int waiters(Engine engine) {
    try {
      return engine.locks().describe("DB_RW").toCompletableFuture().get(5, TimeUnit.SECONDS).waiters().size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theLeaderStopsInOrderAndAnotherTakesOver() throws Exception {
    try (EngineCluster cluster = new EngineCluster(directory, 3, 0)) {
      for (NodeId node : cluster.nodes()) cluster.start(node);
      ready(cluster);
      NodeId leader = cluster.engine(cluster.nodes().get(0)).node().orElseThrow().leadership().leader().orElseThrow();
      NodeId other = cluster.nodes().stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
      assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(leader), acquire("A", 0)));
      cluster.stop(leader);
      assertEquals(LockReply.Reason.HELD, assertInstanceOf(LockReply.Refused.class, ask(cluster.engine(other), acquire("B", 0))).reason());
      cluster.start(leader);
      ready(cluster);
    }
  }

  private static EngineCluster three(EngineCluster cluster) throws Exception {
    for (NodeId node : cluster.nodes()) cluster.start(node);
    ready(cluster);
    return cluster;
  }

  private static NodeId leader(EngineCluster cluster, NodeId asked) {
    return cluster.engine(asked).node().orElseThrow().leadership().leader().orElseThrow();
  }

  private static NodeId otherThan(EngineCluster cluster, NodeId node) {
    return cluster.nodes().stream().filter(other -> !other.equals(node)).findFirst().orElseThrow();
  }

  /** Until it is granted or refused as held: a change of leader may end a call without an answer, and the same client may ask again. */
  private static LockReply persistently(Engine engine, LockChange change) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        return ask(engine, change);
      } catch (ExecutionException refused) {
        if (attempt == 5) throw refused;
      }
    }
  }

  @Test
  void whenTheLeaderHangsAnotherTakesOverAndItsGrantsAreKept() throws Exception {
    try (EngineCluster cluster = three(new EngineCluster(directory, 3, 0))) {
      NodeId leader = leader(cluster, cluster.nodes().get(0));
      NodeId other = otherThan(cluster, leader);
      assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(leader), acquire("A", 0)));
      CompletableFuture<LockReply> waiting = cluster.engine(other).locks().change(acquire("B", 30_000), Optional.empty()).toCompletableFuture();
      EngineCluster.await("queued", () -> waiters(cluster.engine(other)) == 1);
      cluster.hang(leader);
      EngineCluster.await("another leads", () -> cluster.engine(other).node().orElseThrow().leadership().leader().filter(node -> !node.equals(leader)).isPresent());
      assertEquals(LockReply.Reason.HELD, assertInstanceOf(LockReply.Refused.class, persistently(cluster.engine(other), acquire("C", 0))).reason());
      assertInstanceOf(LockReply.Released.class, ask(cluster.engine(other), new LockChange.Release("DB_RW", "A", OptionalLong.empty())));
      assertInstanceOf(LockReply.Granted.class, waiting.get(10, TimeUnit.SECONDS), "the place outlives the leader");
    }
  }

  @Test
  void aNodeWithAWipedDiskStaysOutAndSaysWhyWhileTheOthersServe() throws Exception {
    try (EngineCluster cluster = three(new EngineCluster(directory, 3, 0))) {
      NodeId wiped = cluster.nodes().get(2);
      cluster.stop(wiped);
      cluster.wipe(wiped);
      Engine engine = cluster.start(wiped);
      EngineCluster.await("it says why", () -> engine.notReadyBecause().filter(why -> why.contains("wiped")).isPresent());
      assertTrue(engine.node().isEmpty());
      assertInstanceOf(LockReply.Granted.class, persistently(cluster.engine(cluster.nodes().get(0)), acquire("A", 0)));
      ExecutionException refused = assertThrows(ExecutionException.class, () -> ask(engine, acquire("B", 0)));
      assertEquals(Refusal.Code.NO_LEADER, assertInstanceOf(Refusal.class, refused.getCause()).code());
    }
  }

  @Test
  void allMayStopAndStartAgainAndGrantsAreKept() throws Exception {
    try (EngineCluster cluster = three(new EngineCluster(directory, 3, 1))) {
      NodeId some = cluster.nodes().get(0);
      LockReply.Granted granted = assertInstanceOf(LockReply.Granted.class, ask(cluster.engine(some), new LockChange.Acquire("DB_RW", "A", LockMode.EXCLUSIVE, 600_000, 0)));
      for (NodeId node : cluster.nodes()) cluster.stop(node);
      three(cluster);
      for (NodeId node : cluster.nodes()) {
        assertTrue(cluster.engine(node).locks().check("DB_RW", granted.fencingToken()).toCompletableFuture().get(10, TimeUnit.SECONDS).valid(), node.value());
      }
    }
  }

  @Test
  void aNodeThatWasAwayCatchesUpBySnapshot() throws Exception {
    try (EngineCluster cluster = three(new EngineCluster(directory, 3, 0, 20, 5))) {
      NodeId away = otherThan(cluster, leader(cluster, cluster.nodes().get(0)));
      NodeId there = otherThan(cluster, away);
      cluster.stop(away);
      for (int i = 0; i < 60; i++) {
        persistently(cluster.engine(there), new LockChange.Acquire("L" + i, "A", LockMode.EXCLUSIVE, 600_000, 0));
      }
      Engine back = cluster.start(away);
      EngineCluster.await("it holds what it missed", () -> back.node().flatMap(FormedNode::lockTable).filter(table -> table.holdCount() == 60).isPresent());
      EngineCluster.await("ready", () -> back.notReadyBecause().isEmpty());
      assertTrue(back.failure().isEmpty());
    }
  }
}
