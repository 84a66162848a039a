package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lock calls of the contract, on whole nodes. */
@ExtendWith(Trio.Given.class)
class LockCallsIT {
  private static final String EXCLUSIVE = "exclusive";
  private static final String SHARED = "shared";

  @Test
  void aStuckLockIsRefusedByEveryNodeAndReleasedWhenItsTimeoutEnds(Trio trio) throws Exception {
    Reply granted = trio.api().post(trio.url(0), "/lock/acquire", "{\"lock_name\":\"DB_RW\",\"client_id\":\"A\",\"lock_type\":\"exclusive\",\"timeout\":10}");
    long began = System.nanoTime();
    assertTrue(granted.success(), granted.body());
    for (int node = 0; node < Trio.SIZE; node++) {
      Reply refused = trio.api().post(trio.url(node), "/lock/acquire", Api.acquire("DB_RW", "B", EXCLUSIVE, 30, 0));
      assertEquals(200, refused.status());
      assertFalse(refused.success());
      assertEquals("held", refused.json().getString("reason"));
      assertEquals("A", refused.json().getJsonArray("holders").getJsonObject(0).getString("client_id"));
    }
    int lines = trio.nodes().log(0).lines().size();
    TimeUnit.NANOSECONDS.sleep(began + TimeUnit.SECONDS.toNanos(12) - System.nanoTime());
    Reply after = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("DB_RW", "B", EXCLUSIVE, 30, 0));
    assertTrue(after.success(), after.body());
    assertTrue(after.token() > granted.token());
    for (int node = 0; node < Trio.SIZE; node++) {
      String line = trio.nodes().log(node).await(node == 0 ? lines : 0, l -> l.contains("DEADLOCK DETECTED") && l.contains("'DB_RW'"), Duration.ofSeconds(5));
      assertTrue(line.contains("'A'") && line.contains("WARNING"), line);
    }
    assertTrue(trio.api().post(trio.url(1), "/lock/release", "{\"lock_name\":\"DB_RW\",\"client_id\":\"B\",\"lock_type\":\"exclusive\",\"timeout\":10}").success());
  }

  @Test
  void sharedHoldersShareAndAnExclusiveOneWaitsForAllOfThem(Trio trio) throws Exception {
    for (int node = 0; node < Trio.SIZE; node++) {
      assertTrue(trio.api().post(trio.url(node), "/lock/acquire", Api.acquire("REPORT", "reader" + node, SHARED, 60, 0)).success());
    }
    CompletableFuture<Reply> writer = trio.api().posting(trio.url(1), "/lock/acquire", Api.acquire("REPORT", "writer", EXCLUSIVE, 60, 20));
    trio.nodes().await("the writer is queued", Duration.ofSeconds(5), () -> waiters(trio, "REPORT") == 1);
    for (int node = 0; node < Trio.SIZE; node++) {
      assertFalse(writer.isDone());
      assertTrue(trio.api().post(trio.url(node), "/lock/release", Api.release("REPORT", "reader" + node)).success());
    }
    assertTrue(writer.get(5, TimeUnit.SECONDS).success());
    assertTrue(trio.api().post(trio.url(2), "/lock/release", Api.release("REPORT", "writer")).success());
  }

  @Test
  void aWaiterGetsTheLockAtItsReleaseAndNotLater(Trio trio) throws Exception {
    Reply first = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("HANDOVER", "A", EXCLUSIVE, 60, 0));
    CompletableFuture<Long> grantedAt = new CompletableFuture<>();
    CompletableFuture<Reply> waiter = trio.api().posting(trio.url(2), "/lock/acquire", Api.acquire("HANDOVER", "B", EXCLUSIVE, 60, 30));
    waiter.thenRun(() -> grantedAt.complete(System.nanoTime()));
    trio.nodes().await("B is queued", Duration.ofSeconds(5), () -> waiters(trio, "HANDOVER") == 1);
    assertTrue(trio.api().post(trio.url(1), "/lock/release", Api.release("HANDOVER", "A")).success());
    long released = System.nanoTime();
    Reply second = waiter.get(5, TimeUnit.SECONDS);
    assertTrue(second.token() > first.token());
    assertTrue(grantedAt.get() - released < TimeUnit.SECONDS.toNanos(2), "granted " + (grantedAt.get() - released) / 1_000_000 + " ms after the release");
    trio.api().post(trio.url(0), "/lock/release", Api.release("HANDOVER", "B"));
  }

  @Test
  void aWaitThatIsInVainSaysSoAndItsPlaceIsKeptForTheNextCall(Trio trio) throws Exception {
    trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("BUSY", "A", EXCLUSIVE, 60, 0));
    Reply inVain = trio.api().post(trio.url(1), "/lock/acquire", Api.acquire("BUSY", "B", EXCLUSIVE, 60, 0.5));
    assertEquals("wait_timeout", inVain.json().getString("reason"), inVain.body());
    CompletableFuture<Reply> late = trio.api().posting(trio.url(2), "/lock/acquire", Api.acquire("BUSY", "C", EXCLUSIVE, 60, 20));
    trio.nodes().await("C is queued", Duration.ofSeconds(5), () -> waiters(trio, "BUSY") == 2);
    CompletableFuture<Reply> again = trio.api().posting(trio.url(0), "/lock/acquire", Api.acquire("BUSY", "B", EXCLUSIVE, 60, 20));
    trio.nodes().await("B is first again", Duration.ofSeconds(5), () -> "B".equals(firstWaiter(trio, "BUSY")) && until(trio, "BUSY") > 0);
    trio.api().post(trio.url(1), "/lock/release", Api.release("BUSY", "A"));
    assertTrue(again.get(5, TimeUnit.SECONDS).success());
    trio.api().post(trio.url(1), "/lock/release", Api.release("BUSY", "B"));
    assertTrue(late.get(5, TimeUnit.SECONDS).success());
    trio.api().post(trio.url(1), "/lock/release", Api.release("BUSY", "C"));
  }

  @Test
  void renewCheckForceAndListDoWhatTheContractSays(Trio trio) throws Exception {
    Reply granted = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("a/b c", "A", EXCLUSIVE, 5, 0));
    String renew = "{\"lock_name\":\"a/b c\",\"client_id\":\"A\",\"fencing_token\":" + granted.token() + ",\"timeout\":60}";
    Reply renewed = trio.api().post(trio.url(1), "/lock/renew", renew);
    assertEquals(granted.token(), renewed.token());
    assertTrue(renewed.json().getJsonNumber("expires_in").doubleValue() > 50);
    String check = "{\"lock_name\":\"a/b c\",\"fencing_token\":" + granted.token() + "}";
    assertTrue(trio.api().post(trio.url(2), "/lock/check", check).json().getBoolean("valid"));
    JsonObject described = trio.api().get(trio.url(1), "/locks/a%2Fb%20c").json();
    assertEquals("A", described.getJsonArray("holders").getJsonObject(0).getString("client_id"));
    assertEquals(1, trio.api().get(trio.url(2), "/locks?prefix=a%2F&state=held").json().getJsonArray("locks").size());
    Reply stale = trio.api().post(trio.url(0), "/lock/release", "{\"lock_name\":\"a/b c\",\"client_id\":\"A\",\"fencing_token\":" + (granted.token() + 1) + "}");
    assertEquals(409, stale.status());
    assertEquals("stale_token", stale.code());
    Reply forced = trio.api().send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(trio.url(2) + "/locks/a%2Fb%20c")).DELETE().build());
    assertEquals(200, forced.status(), forced.body());
    assertFalse(trio.api().post(trio.url(0), "/lock/check", check).json().getBoolean("valid"));
    assertFalse(trio.api().post(trio.url(0), "/lock/renew", renew).success());
  }

  @Test
  void anIdempotencyKeyReturnsTheFirstResultFromAnyNode(Trio trio) throws Exception {
    Reply first = keyed(trio, 0, Api.acquire("ONCE", "A", EXCLUSIVE, 60, 0));
    assertTrue(trio.api().post(trio.url(1), "/lock/release", Api.release("ONCE", "A")).success());
    Reply repeated = keyed(trio, 2, Api.acquire("ONCE", "A", EXCLUSIVE, 60, 0));
    assertEquals(first.token(), repeated.token());
    assertEquals(0, trio.api().get(trio.url(0), "/locks/ONCE").json().getJsonArray("holders").size());
    Reply other = keyed(trio, 1, Api.acquire("ONCE", "B", EXCLUSIVE, 60, 0));
    assertEquals(422, other.status());
    assertEquals("idempotency_key_reused", other.code());
  }

  private static Reply keyed(Trio trio, int node, String body) throws Exception {
    return trio.api().send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(trio.url(node) + "/lock/acquire"))
        .header("Content-Type", "application/json").header("Idempotency-Key", "it-once-1").POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private static int waiters(Trio trio, String lock) {
    return described(trio, lock).getJsonArray("waiters").size();
  }

  private static String firstWaiter(Trio trio, String lock) {
    return described(trio, lock).getJsonArray("waiters").getJsonObject(0).getString("client_id");
  }

  /** How much longer the first waiter may be granted, in seconds. */
  private static double until(Trio trio, String lock) {
    JsonObject described = described(trio, lock);
    return described.getJsonArray("waiters").getJsonObject(0).getJsonNumber("until").doubleValue() - described.getJsonNumber("now").doubleValue();
  }

  private static JsonObject described(Trio trio, String lock) {
    try {
      return trio.api().get(trio.url(0), "/locks/" + lock).json();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
