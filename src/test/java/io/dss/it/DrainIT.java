package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A drained node has nothing any more and answers every call; its stop is noticed by nobody, and its cancel brings all back. */
@ExtendWith(Trio.Given.class)
class DrainIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Trio drained;

  @AfterEach
  void nothingStaysDrained() throws Exception {
    if (drained == null) return;
    for (int node = 0; node < Trio.SIZE; node++) if (drained.nodes().process(node).isAlive()) drained.api().post(drained.url(node), "/drain/cancel", "");
  }

  /** Calls of all three kinds at one node, one after the other, each to be answered at the first attempt. */
  private static final class Calls extends Thread {
    final AtomicBoolean enough = new AtomicBoolean();
    final List<String> bad = new CopyOnWriteArrayList<>();
    private final Trio trio;
    private final int node;
    volatile int done;

    Calls(Trio trio, int node) {
      this.trio = trio;
      this.node = node;
    }

    @Override
    public void run() {
      while (!enough.get() && bad.size() < 10) {
        one("/queue/publish", "{\"topic\":\"drain-" + done % 7 + "\",\"data\":" + done + "}");
        one("/cache/write", "{\"key\":\"drain-" + done + "\",\"value\":" + done + "}");
        one("/cache/read", "{\"key\":\"drain-" + done + "\"}");
        one("/lock/acquire", Api.acquire("drain-" + done, "calls", "exclusive", 60, 5));
        done = done + 1;
      }
    }

    private void one(String path, String body) {
      try {
        Reply reply = trio.api().post(trio.url(node), path, body);
        if (!reply.success()) bad.add(path + " " + body + ": " + reply.status() + " " + reply.body());
      } catch (Exception broken) {
        bad.add(path + " " + body + ": " + broken);
      }
    }
  }

  @Test
  void aDrainedNodeHasNothingAndAnswersEveryCall(Trio trio) throws Exception {
    drained = trio;
    int node = trio.leader();
    String id = trio.nodes().id(node);
    int other = trio.others(node).get(0);
    Calls calls = new Calls(trio, node);
    calls.start();
    trio.nodes().await("calls were answered", SOON, () -> calls.done > 20 || !calls.bad.isEmpty());

    Reply answer = trio.api().post(trio.url(node), "/drain", "");
    assertTrue(answer.success(), answer.body());
    assertEquals(id, answer.json().getString("node"));
    assertFalse(answer.json().isNull("leader"), answer.body() + trio.api().get(trio.url(node), "/raft").body());
    assertFalse(answer.json().getString("leader").equals(id), answer.body());

    Reply ready = trio.api().get(trio.url(node), "/health/ready");
    assertEquals(503, ready.status());
    assertTrue(ready.body().contains("drained"), ready.body());
    assertEquals(200, trio.api().get(trio.url(node), "/health/live").status());
    for (int asked : List.of(node, other)) {
      JsonObject shares = trio.api().get(trio.url(asked), "/cluster/ring").json();
      for (String ring : List.of("queue", "cache")) {
        JsonArray nodes = shares.getJsonObject(ring).getJsonArray("nodes");
        assertEquals(2, nodes.size(), shares.toString());
        assertTrue(nodes.getValuesAs(JsonObject.class).stream().noneMatch(share -> share.getString("id").equals(id)), shares.toString());
      }
    }
    assertEquals(0, trio.api().get(trio.url(node), "/cache/lines").json().getJsonArray("lines").size());
    assertTrue(trio.api().post(trio.url(node), "/drain", "").success(), "asked again, it is done already");

    int before = calls.done;
    trio.nodes().await("the drained node carries calls to others", SOON, () -> calls.done > before + 20 || !calls.bad.isEmpty());
    Reply back = trio.api().post(trio.url(node), "/drain/cancel", "");
    assertTrue(back.success() && back.json().getBoolean("was_drained"), back.body());
    trio.nodes().await("it is ready again", SOON, () -> trio.nodes().isReady(node));
    calls.enough.set(true);
    calls.join(SOON.toMillis());
    assertEquals(List.of(), calls.bad);
    everythingIsThere(trio, calls.done);
  }

  @Test
  void aDrainedNodeIsStoppedWithoutARefusalElsewhere(Trio trio) throws Exception {
    drained = trio;
    int node = trio.leader();
    int other = trio.others(node).get(0);
    assertTrue(trio.api().post(trio.url(node), "/drain", "").success());
    Calls calls = new Calls(trio, other);
    calls.start();
    trio.nodes().process(node).kill();
    trio.nodes().await("it has ended", SOON, () -> !trio.nodes().process(node).isAlive());
    int before = calls.done;
    trio.nodes().await("calls go on", SOON, () -> calls.done > before + 20 || !calls.bad.isEmpty());
    calls.enough.set(true);
    calls.join(SOON.toMillis());
    assertEquals(List.of(), calls.bad);
    everythingIsThere(trio, calls.done);
  }

  @Test
  void ofThreeOfWhichTwoAreDrainedTheThirdLeads(Trio trio) throws Exception {
    drained = trio;
    int leader = trio.leader();
    int follower = trio.others(leader).get(0);
    int third = trio.others(leader).get(1);
    assertTrue(trio.api().post(trio.url(follower), "/drain", "").success());
    Reply answer = trio.api().post(trio.url(leader), "/drain", "");
    assertTrue(answer.success(), answer.body());
    assertEquals(trio.nodes().id(third), answer.json().getString("leader"));
    Reply granted = trio.api().post(trio.url(leader), "/lock/acquire", Api.acquire("drain-two", "A", "exclusive", 5, 5));
    assertTrue(granted.success(), granted.body());
  }

  @Test
  void badCallsDrainNothingAndACancelOfNothingChangesNothing(Trio trio) throws Exception {
    Reply none = trio.api().post(trio.url(0), "/drain/cancel", "{}");
    assertTrue(none.success() && !none.json().getBoolean("was_drained"), none.body());
    assertTrue(trio.nodes().isReady(0));
    Reply wrong = trio.api().get(trio.url(0), "/drain");
    assertEquals(405, wrong.status());
    assertEquals("malformed_json", trio.api().post(trio.url(0), "/drain", "{").code());
    assertTrue(trio.nodes().isReady(0), "a bad call drains nothing");
  }

  private static void everythingIsThere(Trio trio, int calls) throws Exception {
    for (int i = 0; i < calls; i++) {
      int asked = trio.nodes().process(i % Trio.SIZE).isAlive() ? i % Trio.SIZE : (i + 1) % Trio.SIZE;
      Reply read = trio.api().post(trio.url(asked), "/cache/read", "{\"key\":\"drain-" + i + "\"}");
      assertTrue(read.success() && read.json().getInt("value") == i, "drain-" + i + ": " + read.body());
    }
  }
}
