package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Keys;
import io.dss.node.cache.Caches.Removed;
import io.dss.node.route.Refusal;
import io.dss.spi.memory.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keys by their prefix, wherever their lines are. */
class KeysTest {
  private final CacheGroup group = new CacheGroup(CacheGroup.holding(20, 1 << 30, 1 << 30), A, B, C, X).view(A, B, C);

  /** Some dirty on each node, most in main memory alone. */
  private TreeSet<String> fill(int count) {
    TreeSet<String> keys = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      group.write(List.of(A, B, C).get(i % 3), "user." + i, "1");
      keys.add("user." + i);
    }
    group.write(A, "usex", "1");
    group.write(B, "use", "1");
    return keys;
  }

  private Keys keys(NodeId node, String prefix, Optional<String> after, int limit) {
    return group.value(group.node(node).caches.keys(prefix, after, limit));
  }

  private List<String> all(NodeId node, String prefix, int limit) {
    List<String> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (Keys page = keys(node, prefix, after, limit); ; page = keys(node, prefix, after, limit)) {
      all.addAll(page.keys());
      if (!page.more()) return all;
      assertFalse(page.keys().isEmpty(), "more, and nothing to go on after");
      after = Optional.of(page.keys().get(page.keys().size() - 1));
    }
  }

  @Test
  void everyKeyIsListedOnceInOrderWhereverItsLineIs() {
    TreeSet<String> keys = fill(200);
    for (NodeId node : List.of(A, C, X)) {
      assertEquals(List.copyOf(keys), all(node, "user.", 1_000));
      assertEquals(List.copyOf(keys), all(node, "user.", 7));
    }
    assertTrue(keys(A, "nobody", Optional.empty(), 10).keys().isEmpty());
  }

  @Test
  void whatWasDeletedOrHasExpiredIsNotListedAlthoughMainMemoryStillHasIt() {
    fill(30);
    for (NodeId node : List.of(A, B, C)) group.value(group.node(node).caches.flush());
    for (int i = 0; i < 30; i += 2) group.delete(List.of(C, A, B).get(i % 3), "user." + i);
    assertEquals("1", group.stored("user.0"));
    assertEquals(15, all(B, "user.", 1_000).size());
    assertEquals(15, all(B, "user.", 2).size());
    CacheCommand.Write write = (CacheCommand.Write) CacheGroup.written("1");
    group.done(group.node(A).ask("user.short", new CacheCommand.Write(write.content(), OptionalLong.of(1_000), Optional.empty(), Optional.empty())));
    assertEquals(16, all(B, "user.", 1_000).size());
    group.pass(1_100);
    assertEquals(15, all(B, "user.", 1_000).size());
  }

  @Test
  void aMainMemoryThatDoesNotAnswerRefusesTheListing() {
    fill(5);
    group.store.failAll(Fault.BEFORE);
    assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(group.node(A).caches.keys("user.", Optional.empty(), 10)).code());
    group.store.failAll(Fault.NONE);
    group.store.slow(true);
    var slow = group.node(A).caches.keys("user.", Optional.empty(), 10).toCompletableFuture();
    group.pass(4_100);
    group.store.slow(false);
    group.store.releaseAll();
    assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(slow).code());
  }

  @Test
  void aPrefixIsRemovedFromLinesAndMainMemoryAndNothingElseIs() {
    for (NodeId node : List.of(A, X)) {
      fill(200);
      Removed removed = group.value(group.node(node).caches.removePrefix("user."));
      assertEquals(new Removed(200, true), removed);
      assertTrue(all(B, "user.", 1_000).isEmpty());
      assertEquals(List.of("use", "usex"), all(C, "use", 10));
      for (int i = 0; i < 200; i++) assertEquals("none", group.text(List.of(B, C, A).get(i % 3), "user." + i));
      assertEquals(new Removed(0, true), group.value(group.node(node).caches.removePrefix("user.")));
    }
  }

  @Test
  void aRemovalThatRunsOutOfTimeSaysHowFarItCameAndCanBeGoneOnWith() {
    fill(100);
    // Main memory stops in the middle: what has no line must be fetched first.
    for (int i = 0; i < 40; i++) group.store.failNext(Fault.NONE);
    group.store.failAll(Fault.BEFORE);
    var removal = group.node(A).caches.removePrefix("user.").toCompletableFuture();
    Removed first = group.value(removal);
    assertFalse(first.complete());
    assertTrue(first.count() > 0 && first.count() < 100, first.toString());
    group.store.failAll(Fault.NONE);
    group.pass(3_000);
    Removed rest = group.value(group.node(A).caches.removePrefix("user."));
    assertTrue(rest.complete());
    assertEquals(100, first.count() + rest.count());
  }

  @Test
  void aRemovalThatCouldDoNothingIsRefused() {
    fill(100);
    group.store.failAll(Fault.BEFORE);
    group.kill(C);
    group.announce(A, B);
    assertTrue(List.of(Refusal.Code.STORE_UNREACHABLE, Refusal.Code.MOVING).contains(group.refused(group.node(A).caches.removePrefix("user.")).code()));
  }
}
