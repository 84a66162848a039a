package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that die, one or all, and come back. */
@ExtendWith(Trio.Given.class)
class FailoverIT {
  private static final int ENTRIES_FOR_A_SNAPSHOT = 700;

  @Test
  void theLeaderIsKilledWhileALockIsHeldAndComesBackWithASnapshot(Trio trio) throws Exception {
    int dead = trio.leader();
    List<Integer> alive = trio.others(dead);
    Reply held = trio.api().post(trio.url(alive.get(0)), "/lock/acquire", Api.acquire("FAILOVER", "A", "exclusive", 300, 0));
    assertTrue(held.success(), held.body());
    CompletableFuture<Reply> waiting = trio.api().posting(trio.url(alive.get(1)), "/lock/acquire", Api.acquire("FAILOVER", "W", "exclusive", 300, 30));
    trio.nodes().await("W is queued", Duration.ofSeconds(5), () -> queued(trio, alive.get(0), "FAILOVER"));

    trio.nodes().kill9(dead);
    long killed = System.nanoTime();
    trio.leaderOtherThan(dead, Duration.ofSeconds(5));
    System.out.println("another node leads " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms after the kill");

    for (int node : alive) {
      Reply refused = trio.api().post(trio.url(node), "/lock/acquire", Api.acquire("FAILOVER", "B", "exclusive", 30, 0));
      assertFalse(refused.success(), refused.body());
      assertEquals("A", refused.json().getJsonArray("holders").getJsonObject(0).getString("client_id"));
    }
    assertTrue(trio.api().post(trio.url(alive.get(0)), "/lock/release", Api.release("FAILOVER", "A")).success());
    Reply handed = waiting.get(10, TimeUnit.SECONDS);
    assertTrue(handed.success(), "the waiter kept its place over the change of leader: " + handed.body());
    assertTrue(handed.token() > held.token());
    assertTrue(trio.api().post(trio.url(alive.get(1)), "/lock/release", Api.release("FAILOVER", "W")).success());
    Reply next = trio.api().post(trio.url(alive.get(1)), "/lock/acquire", Api.acquire("FAILOVER", "B", "exclusive", 300, 0));
    assertTrue(next.success() && next.token() > handed.token(), next.body());

    for (int i = 0; i < ENTRIES_FOR_A_SNAPSHOT / 2; i++) {
      trio.api().post(trio.url(alive.get(0)), "/lock/acquire", Api.acquire("FILLER" + i, "F", "exclusive", 300, 0));
      trio.api().post(trio.url(alive.get(1)), "/lock/release", Api.release("FILLER" + i, "F"));
    }
    int leader = trio.leader();
    assertTrue(trio.api().get(trio.url(leader), "/raft").json().getInt("snapshot_index") > 300);
    int lines = trio.nodes().log(dead).lines().size();
    trio.whole();
    long commit = trio.api().get(trio.url(leader), "/raft").json().getJsonNumber("commit_index").longValue();
    trio.nodes().await("the dead node has caught up", Duration.ofSeconds(20), () -> applied(trio, dead) >= commit);
    assertTrue(snapshotIndex(trio, dead) > 0);
    assertTrue(trio.nodes().log(dead).lines().size() > lines);
    assertFalse(trio.api().post(trio.url(dead), "/lock/acquire", Api.acquire("FAILOVER", "C", "exclusive", 30, 0)).success());
    assertTrue(trio.api().post(trio.url(dead), "/lock/release", Api.release("FAILOVER", "B")).success());
  }

  @Test
  void allThreeAreKilledAtOnceAndEveryAcknowledgedGrantIsThere(Trio trio) throws Exception {
    List<Reply> granted = new ArrayList<>();
    for (int i = 0; i < 60; i++) granted.add(trio.api().post(trio.url(i % Trio.SIZE), "/lock/acquire", Api.acquire("ALL" + i, "A", "exclusive", 3600, 0)));
    for (int node = 0; node < Trio.SIZE; node++) trio.nodes().process(node).kill();
    for (int node = 0; node < Trio.SIZE; node++) trio.nodes().kill9(node);
    trio.whole();
    for (int i = 0; i < granted.size(); i++) {
      assertTrue(granted.get(i).success());
      String check = "{\"lock_name\":\"ALL" + i + "\",\"fencing_token\":" + granted.get(i).token() + "}";
      Reply valid = trio.api().post(trio.url(i % Trio.SIZE), "/lock/check", check);
      assertTrue(valid.json().getBoolean("valid"), "ALL" + i + ": " + valid.body());
    }
    Reply next = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("ALL-NEXT", "A", "exclusive", 30, 0));
    assertTrue(next.token() > granted.get(granted.size() - 1).token());
  }

  @Test
  void aLeaderThatIsAskedToStopHandsOverAndAnswersWhatItHasParked(Trio trio) throws Exception {
    int leader = trio.leader();
    trio.api().post(trio.url(leader), "/lock/acquire", Api.acquire("STOPPING", "A", "exclusive", 300, 0));
    CompletableFuture<Reply> parked = trio.api().posting(trio.url(leader), "/lock/acquire", Api.acquire("STOPPING", "B", "exclusive", 300, 60));
    trio.nodes().await("B is queued", Duration.ofSeconds(5), () -> queued(trio, leader, "STOPPING"));
    trio.nodes().process(leader).terminate();
    Reply answer = parked.get(10, TimeUnit.SECONDS);
    assertEquals(503, answer.status(), answer.body());
    // Not "stopping", which promises that nothing was changed: the call stands in the queue and may yet be granted.
    assertEquals("unknown_outcome", answer.code());
    assertTrue(answer.json().getString("detail").contains("stopping"), answer.body());
    long asked = System.nanoTime();
    trio.leaderOtherThan(leader, Duration.ofSeconds(5));
    System.out.println("another node leads " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms after the parked call was answered");
    trio.nodes().stop(leader, Duration.ofSeconds(15));
    assertTrue(trio.api().post(trio.url(trio.others(leader).get(0)), "/lock/release", Api.release("STOPPING", "A")).success());
  }

  /** On the thread of the signal the container makes no beans: what a first call would have made must be there already. */
  @Test
  void aNodeThatWasNeverCalledStopsInOrderToo(Trio trio) throws Exception {
    int node = trio.others(trio.leader()).get(0);
    trio.nodes().kill9(node);
    trio.whole();
    int lines = trio.nodes().log(node).lines().size();
    trio.nodes().stop(node, Duration.ofSeconds(15));
    String last = trio.nodes().id(node) + " stopped";
    List<String> said = trio.nodes().log(node).lines();
    assertTrue(said.stream().skip(lines).anyMatch(line -> line.endsWith(last)), () -> String.join("\n", said));
  }

  private static boolean queued(Trio trio, int node, String lock) {
    try {
      return !trio.api().get(trio.url(node), "/locks/" + lock).json().getJsonArray("waiters").isEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long applied(Trio trio, int node) {
    return raft(trio, node, "applied_index");
  }

  private static long snapshotIndex(Trio trio, int node) {
    return raft(trio, node, "snapshot_index");
  }

  private static long raft(Trio trio, int node, String field) {
    try {
      return trio.api().get(trio.url(node), "/raft").json().getJsonNumber(field).longValue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
