package io.dss.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against {@link TreeMap}, its naive twin; after every change the tree is a balanced search tree and the one before is what it was. */
class SortedTreeTest {
  private static List<Map.Entry<Integer, String>> listed(Iterable<Map.Entry<Integer, String>> entries) {
    List<Map.Entry<Integer, String>> list = new ArrayList<>();
    entries.forEach(entry -> list.add(Map.entry(entry.getKey(), entry.getValue())));
    return list;
  }

  private static List<Map.Entry<Integer, String>> listed(Map<Integer, String> map) {
    return listed(map.entrySet());
  }

  private static void assertSameContent(TreeMap<Integer, String> twin, SortedTree<Integer, String> tree) {
    assertEquals(twin.size(), tree.size());
    assertEquals(twin.isEmpty(), tree.isEmpty());
    assertEquals(listed(twin), listed(tree));
    assertEquals(Optional.ofNullable(twin.firstEntry()).map(Map.Entry::getKey), tree.first().map(Map.Entry::getKey));
    assertEquals(twin.toString(), tree.toString());
  }

  @Test
  void itIsWhatATreeMapIsAfterAnyChangesAndOldVersionsNeverChange() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int keys = 1 + random.nextInt(80);
      TreeMap<Integer, String> twin = new TreeMap<>();
      SortedTree<Integer, String> tree = SortedTree.empty();
      TreeMap<Integer, String> oldTwin = new TreeMap<>();
      SortedTree<Integer, String> oldTree = tree;
      for (int i = 0; i < 400; i++) {
        int key = random.nextInt(keys);
        if (random.nextInt(5) < 3) {
          twin.put(key, "v" + i);
          tree = tree.with(key, "v" + i);
        } else {
          twin.remove(key);
          tree = tree.without(key);
        }
        assertEquals(twin.get(key), tree.get(key));
        assertEquals(Optional.ofNullable(twin.get(key)), tree.find(key));
        assertEquals(twin.containsKey(key), tree.contains(key));
        assertBalanced(tree);
        int from = random.nextInt(keys);
        boolean inclusive = random.nextBoolean();
        assertEquals(listed(twin.tailMap(from, inclusive)), listed(tree.from(from, inclusive)), "seed " + seed);
        if (random.nextInt(50) == 0) {
          assertSameContent(oldTwin, oldTree);
          oldTwin = new TreeMap<>(twin);
          oldTree = tree;
        }
      }
      assertSameContent(twin, tree);
      assertSameContent(oldTwin, oldTree);
    }
  }

  @Test
  void anyOrderOfInsertionAndRemovalKeepsItBalanced() {
    for (int step : new int[] {1, -1, 7919}) {
      SortedTree<Integer, String> tree = SortedTree.empty();
      for (int i = 0; i < 2000; i++) tree = tree.with(Math.floorMod(i * step, 2003), "x");
      assertBalanced(tree);
      assertEquals(2000, tree.size());
      for (int i = 0; i < 1500; i++) tree = tree.without(Math.floorMod(i * step, 2003));
      assertBalanced(tree);
      assertEquals(500, tree.size());
    }
  }

  @Test
  void aChangeThatChangesNothingIsTheSameTree() {
    SortedTree<Integer, String> tree = SortedTree.<Integer, String>empty().with(1, "a").with(2, "b");
    assertSame(tree, tree.with(1, tree.get(1)));
    assertSame(tree, tree.without(3));
    assertNull(tree.get(3));
    assertFalse(tree.contains(3));
  }

  @Test
  void theOrderIsTheOneItWasGiven() {
    SortedTree<String, Integer> tree = SortedTree.empty(Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder()));
    assertEquals("{b=2, a=1, cc=3}", tree.with("a", 1).with("cc", 3).with("b", 2).toString());
  }

  @Test
  void itHoldsNoNullAndItsEntriesDoNotChange() {
    SortedTree<Integer, String> tree = SortedTree.<Integer, String>empty().with(1, "a");
    assertThrows(Invariant.Violated.class, () -> tree.with(2, null));
    assertThrows(IllegalStateException.class, () -> tree.first().orElseThrow().setValue("b"));
    Iterator<Map.Entry<Integer, String>> all = tree.iterator();
    all.next();
    assertFalse(all.hasNext());
    assertThrows(NoSuchElementException.class, all::next);
  }

  /** The height is what the AVL rule bounds: at every node the two sides differ by one at most; sizes and heights kept in nodes are right. */
  private static void assertBalanced(SortedTree<?, ?> tree) {
    int height = height(field(tree, SortedTree.class, "root"));
    assertTrue(height <= 1.4405 * Math.log(tree.size() + 2) / Math.log(2) - 0.3277 + 1e-9, height + " levels for " + tree.size() + " entries");
  }

  private static int height(Object node) {
    if (node == null) return 0;
    int left = height(field(node, node.getClass(), "left"));
    int right = height(field(node, node.getClass(), "right"));
    assertTrue(Math.abs(left - right) <= 1, "a node with sides of " + left + " and " + right + " levels");
    assertEquals(1 + Math.max(left, right), field(node, node.getClass(), "height"));
    assertEquals(1 + size(field(node, node.getClass(), "left")) + size(field(node, node.getClass(), "right")), field(node, node.getClass(), "size"));
    return 1 + Math.max(left, right);
  }

  private static int size(Object node) {
    return node == null ? 0 : (int) field(node, node.getClass(), "size");
  }

  private static Object field(Object of, Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
