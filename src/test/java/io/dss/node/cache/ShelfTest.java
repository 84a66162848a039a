package io.dss.node.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is counted, and what goes first. */
class ShelfTest {
  private final Counters counters = new Counters();
  private final Shelf shelf = new Shelf(counters);
  private final List<String> evicted = new ArrayList<>();
  private long now = -1_000;
  private long counter;

  private static NodeLimits limits(int entries, long bytes) {
    return new NodeLimits(WriteSafety.BACKUP, entries, bytes, 1, 1, 1, 1, 1, 1);
  }

  private LineState state(String key) {
    Slot slot = shelf.find(key);
    return slot == null ? LineState.I : slot.shown.state();
  }

  private void show(String key, LineState state) {
    show(key, state, 10);
  }

  private void show(String key, LineState state, int bytes) {
    Entry entry = new Entry(new Version(0, 1, 1, ++counter), new Content.Present(new byte[bytes]), Entry.NEVER, List.of());
    shelf.show(new Effect.Show(key, state(key), state, entry, state.dirty()), ++now);
  }

  private Predicate<String> goes() {
    return key -> {
      evicted.add(key);
      show(key, LineState.I);
      return true;
    };
  }

  @Test
  void whatWasUsedLastStaysInAnyOrderOfUses() {
    for (long seed = 1; seed <= 200; seed++) random(seed);
  }

  /** Against a map in the order of uses. */
  private void random(long seed) {
    Random random = new Random(seed);
    Shelf shelves = new Shelf(counters);
    LinkedHashMap<String, Boolean> twin = new LinkedHashMap<>(16, 0.75f, true);
    long nanos = 0;
    for (int step = 0; step < 300; step++) {
      nanos++;
      String key = "k" + random.nextInt(20);
      Slot slot = shelves.find(key);
      if (slot != null) {
        slot.used(nanos);
      } else {
        shelves.show(new Effect.Show(key, LineState.I, LineState.S, Entry.NONE, false), nanos);
      }
      twin.put(key, true);
      shelves.makeRoom(limits(8, 1 << 30), gone -> {
        shelves.show(new Effect.Show(gone, LineState.S, LineState.I, Entry.NONE, false), 0);
        return true;
      });
      while (twin.size() > 8) twin.remove(twin.keySet().iterator().next());
      for (Map.Entry<String, Boolean> there : twin.entrySet()) {
        assertTrue(shelves.find(there.getKey()) != null, "replay: ShelfTest.random(" + seed + ") at step " + step + ", " + there.getKey());
      }
      assertEquals(twin.size(), shelves.entries());
    }
  }

  @Test
  void aLineOnItsWayBetweenTwoStatesIsPassedOverAndComesBackIntoTheOrder() {
    for (String key : List.of("a", "b", "c", "d")) show(key, LineState.S);
    show("a", LineState.SM);
    shelf.makeRoom(limits(3, 1 << 30), goes());
    assertEquals(List.of("b"), evicted);
    show("a", LineState.E);
    show("e", LineState.S);
    shelf.makeRoom(limits(3, 1 << 30), goes());
    assertEquals(List.of("b", "c"), evicted, "a was used when it came");
  }

  @Test
  void aLineThatCannotGoYetStaysTheFirstToGo() {
    for (String key : List.of("a", "b", "c")) show(key, LineState.S);
    shelf.makeRoom(limits(2, 1 << 30), key -> !key.equals("a") && goes().test(key));
    assertEquals(List.of("b"), evicted);
    shelf.makeRoom(limits(1, 1 << 30), goes());
    assertEquals(List.of("b", "a"), evicted);
  }

  @Test
  void ofManyLinesThatCannotGoAFewAreTriedInATurn() {
    for (int i = 0; i < 10_000; i++) show("k" + i, LineState.S);
    int[] asked = {0};
    boolean again = shelf.makeRoom(limits(1, 1 << 30), key -> {
      asked[0]++;
      return false;
    });
    assertEquals(NodeLimits.EVICTION_STUCK, asked[0]);
    assertFalse(again, "there is nothing to be gained at once");
    assertEquals(10_000, shelf.entries());
  }

  @Test
  void usesThatWereNotSeenAreSeenAPartOfThemInATurn() {
    int count = 3 * NodeLimits.EVICTION_STEPS;
    for (int i = 0; i < count; i++) show("k" + i, LineState.S);
    for (Slot slot : shelf.all()) slot.used(++now);
    show("one more", LineState.S);
    assertTrue(shelf.makeRoom(limits(count, 1 << 30), goes()));
    assertTrue(evicted.isEmpty());
    for (int turns = 0; turns < 4; turns++) shelf.makeRoom(limits(count, 1 << 30), goes());
    assertEquals(1, evicted.size());
    assertEquals(count, shelf.entries());
  }

  @Test
  void bytesFollowEveryChangeOfALine() {
    long line = Shelf.LINE_BYTES + 2;
    show("k", LineState.S, 100);
    assertEquals(line + 100, shelf.bytes());
    show("k", LineState.SM, 100);
    show("k", LineState.MB, 50);
    assertEquals(0, shelf.bytes(), "nobody may read it");
    assertEquals(line + 50, shelf.dirtyBytes());
    show("k", LineState.M, 50);
    assertEquals(line + 50, shelf.bytes());
    show("k", LineState.MI, 50);
    assertEquals(0, shelf.entries());
    assertEquals(1, shelf.dirtyLines());
    show("k", LineState.I, 0);
    assertEquals(0, shelf.dirtyBytes());
    assertEquals(0, shelf.dirtyLines());
    assertNull(shelf.find("k"));
  }

  @Test
  void whoFoundALineBeforeItWentSeesNothingOfItAfter() {
    show("k", LineState.S);
    Slot found = shelf.find("k");
    show("k", LineState.I);
    assertFalse(found.shown.state().readable());
    show("k", LineState.S);
    assertFalse(found.shown.state().readable(), "it may be of another life of this node");
  }

  @Test
  void dirtyLinesComeInTheOrderInWhichTheyBecameDirty() {
    for (String key : List.of("a", "b", "c")) show(key, LineState.M);
    show("a", LineState.M);
    show("b", LineState.E);
    show("b", LineState.M);
    List<String> keys = new ArrayList<>();
    shelf.dirty().forEach(slot -> keys.add(slot.key));
    assertEquals(List.of("a", "c", "b"), keys);
  }

  @Test
  void linesThatAreGoneDoNotStayInTheOrder() {
    for (int i = 0; i < 100_000; i++) {
      show("k" + i, LineState.S);
      if (i >= 10) show("k" + (i - 10), LineState.I);
    }
    assertEquals(10, shelf.entries());
    assertTrue(shelf.ordered() < 5_000, shelf.ordered() + " in the order");
    shelf.makeRoom(limits(1, 1 << 30), goes());
    assertEquals(9, evicted.size());
  }
}
