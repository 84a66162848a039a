package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes with room for 100 lines ({@link Trio} says so), written ten times as many keys. */
@ExtendWith(Trio.Given.class)
class CacheRoomIT {
  private static final int ROOM = 100;
  private static final int KEYS = 1_000;

  private static List<JsonObject> lines(Trio trio, int node) throws Exception {
    return trio.api().get(trio.url(node), "/cache/lines?limit=1000").json().getJsonArray("lines").getValuesAs(JsonObject.class);
  }

  @Test
  void whatDoesNotFitGoesToMainMemoryAndNothingIsLost(Trio trio) throws Exception {
    CacheKeys keys = CacheKeys.of(trio);
    for (int i = 0; i < KEYS; i++) keys.written(0, "room-" + i, i);
    List<JsonObject> kept = lines(trio, 0).stream().filter(line -> List.of("S", "E", "M").contains(line.getString("state"))).toList();
    assertTrue(kept.size() <= ROOM, kept.size() + " lines");
    assertTrue(kept.stream().anyMatch(line -> line.getString("key").equals("room-" + (KEYS - 1))), "the one that was used last is still there: " + kept);
    for (int i = 0; i < KEYS; i++) keys.read(i % Trio.SIZE, "room-" + i, i);
    JsonObject page = trio.api().get(trio.url(1), "/cache/keys?prefix=room-&limit=1000").json();
    assertEquals(KEYS, page.getJsonArray("keys").size(), "keys of lines and of main memory");
  }
}
