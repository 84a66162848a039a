package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.Effect;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.ChangePage;
import io.dss.node.cache.Caches.ChangeShown;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The changes that all nodes make, as one stream that can be gone on with. */
class ChangesTest {
  private final CacheGroup group = new CacheGroup(CacheGroup.holding(1_000, 1 << 30, 1 << 30), A, B, C, X).view(A, B, C);

  private CompletableFuture<ChangePage> ask(NodeId node, Optional<String> cursor, long waitMillis) {
    return group.node(node).caches.changes(cursor, "", 100, waitMillis).toCompletableFuture();
  }

  private ChangePage page(NodeId node, String cursor) {
    return group.value(ask(node, Optional.of(cursor), 0));
  }

  private String now(NodeId node) {
    ChangePage page = group.value(ask(node, Optional.empty(), 0));
    assertTrue(page.changes().isEmpty());
    return page.cursor();
  }

  private static List<String> keys(ChangePage page) {
    return page.changes().stream().map(ChangeShown::key).toList();
  }

  @Test
  void everyNodeTellsWhatAllHaveChanged() {
    for (NodeId asked : List.of(A, X)) {
      String cursor = now(asked);
      group.write(A, "a-" + asked, "1");
      group.write(B, "b-" + asked, "1");
      group.write(B, "a-" + asked, "2");
      group.delete(C, "b-" + asked);
      ChangePage page = page(asked, cursor);
      assertEquals(List.of("a-" + asked, "b-" + asked, "a-" + asked, "b-" + asked), keys(page));
      assertEquals(List.of(Effect.Change.CREATED, Effect.Change.CREATED, Effect.Change.UPDATED, Effect.Change.REMOVED),
          page.changes().stream().map(ChangeShown::change).toList());
      assertEquals(List.of(A, B, B, C), page.changes().stream().map(ChangeShown::node).toList());
      assertTrue(page.gaps().isEmpty());
      assertTrue(page(asked, page.cursor()).changes().isEmpty());
    }
  }

  @Test
  void aStreamGoesOnAfterAnyOfItsChangesOnAnyNode() {
    String cursor = now(A);
    for (int i = 0; i < 9; i++) group.write(List.of(A, B, C).get(i % 3), "k" + i, "1");
    ChangePage all = page(A, cursor);
    for (int seen = 0; seen < 9; seen++) {
      List<String> rest = keys(page(B, all.changes().get(seen).cursor()));
      assertEquals(new TreeSet<>(keys(all).subList(seen + 1, 9)), new TreeSet<>(rest));
    }
  }

  @Test
  void whoWaitsHearsOfTheFirstChangeAndNobodyElseKeepsTheQuestion() {
    for (NodeId asked : List.of(A, X)) {
      CompletableFuture<ChangePage> waits = ask(asked, Optional.of(now(asked)), 10_000);
      group.pass(1_000);
      assertFalse(waits.isDone());
      for (NodeId node : List.of(A, B, C)) assertEquals(1, group.node(node).node.feed().listening());
      group.write(C, "k-" + asked, "1");
      assertEquals(List.of("k-" + asked), keys(group.value(waits)));
      group.run();
      for (NodeId node : List.of(A, B, C)) assertEquals(0, group.node(node).node.feed().listening(), node + " asked by " + asked);
      assertEquals(0, group.node(asked).node.callsUnderWay());
    }
  }

  @Test
  void aWaitInVainBringsACursorToGoOnWith() {
    CompletableFuture<ChangePage> waits = ask(X, Optional.empty(), 2_000);
    group.pass(1_900);
    assertFalse(waits.isDone());
    group.pass(200);
    ChangePage page = group.value(waits);
    assertTrue(page.changes().isEmpty() && page.gaps().isEmpty());
    group.write(A, "k", "1");
    assertEquals(List.of("k"), keys(page(X, page.cursor())));
  }

  @Test
  void aBusyNodeHidesNoOther() {
    String cursor = now(A);
    group.write(C, "rare", "1");
    for (int i = 0; i < 90; i++) group.write(A, "k" + i, "1");
    ChangePage page = group.value(group.node(A).caches.changes(Optional.of(cursor), "", 10, 0));
    assertTrue(keys(page).contains("rare"), page.toString());
    assertTrue(page.changes().size() <= 10);
    List<String> all = new ArrayList<>(keys(page));
    while (!page.changes().isEmpty()) {
      page = group.value(group.node(A).caches.changes(Optional.of(page.cursor()), "", 10, 0));
      all.addAll(keys(page));
    }
    assertEquals(91, all.size());
    assertEquals(91, new TreeSet<>(all).size());
  }

  @Test
  void onlyKeysWithThePrefixAreTold() {
    String cursor = now(A);
    for (int i = 0; i < 50; i++) group.write(A, (i % 10 == 0 ? "user." : "order.") + i, "1");
    ChangePage page = group.value(group.node(B).caches.changes(Optional.of(cursor), "user.", 100, 0));
    assertEquals(List.of("user.0", "user.10", "user.20", "user.30", "user.40"), keys(page));
  }

  @Test
  void whoComesBackTooLateIsToldOfTheGapOnce() {
    String cursor = now(A);
    for (int i = 0; i < 150; i++) group.write(B, "k" + i, "1");
    ChangePage page = page(A, cursor);
    assertEquals(List.of(B), page.gaps());
    assertEquals(List.of(), page(A, page.cursor()).gaps());
  }

  @Test
  void aNodeThatIsGoneIsAGapAndSoIsItsLaterLife() {
    group.write(C, "c", "1");
    String cursor = page(A, now(A)).cursor();
    group.kill(C);
    group.view(A, B);
    ChangePage page = page(A, cursor);
    assertEquals(List.of(C), page.gaps());
    assertEquals(List.of(), page(A, page.cursor()).gaps());
    group.network.heal();
    group.start(C, 2);
    group.view(A, B, C);
    assertEquals(List.of(C), page(A, cursor).gaps(), "another life");
    group.write(C, "later", "1");
    assertEquals(List.of("later"), keys(page(A, page.cursor())));
  }

  @Test
  void aNodeThatDoesNotAnswerHoldsNothingUpAndNothingOfItIsMissed() {
    String cursor = now(A);
    group.write(C, "c", "1");
    group.write(A, "a", "1");
    group.network.cutOff(C);
    ChangePage page = page(A, cursor);
    assertEquals(List.of("a"), keys(page));
    group.network.heal();
    assertEquals(List.of("c"), keys(page(A, page.cursor())));
  }

  @Test
  void aStreamThatBeginsWithoutANodeIsToldSoAndNotItsPast() {
    group.write(C, "past", "1");
    group.network.cutOff(C);
    ChangePage page = group.value(ask(A, Optional.empty(), 0));
    assertEquals(List.of(C), page.gaps());
    group.network.heal();
    ChangePage next = page(A, page.cursor());
    assertTrue(next.changes().isEmpty() && next.gaps().isEmpty(), next.toString());
    group.write(C, "future", "1");
    assertEquals(List.of("future"), keys(page(A, next.cursor())));
  }

  @Test
  void whatIsNoCursorBeginsNowAndMissesWhatEveryNodeHas() {
    group.write(A, "past", "1");
    for (String no : List.of("", "?", "AAAA", now(A) + "AA")) {
      ChangePage page = page(B, no);
      assertEquals(List.of(A, B, C), page.gaps(), no);
      assertTrue(page.changes().isEmpty());
      assertTrue(page(B, page.cursor()).gaps().isEmpty());
    }
  }

  @Test
  void whereNobodyAnswersTheCallIsRefused() {
    String cursor = now(X);
    for (NodeId node : List.of(A, B, C)) group.network.cutOff(node);
    Refusal refusal = group.refused(ask(X, Optional.of(cursor), 1_000));
    assertEquals(Refusal.Code.MOVING, refusal.code());
    CacheGroup none = new CacheGroup(CacheGroup.ROOMY, X);
    assertEquals(Refusal.Code.MOVING, none.refused(none.node(X).caches.changes(Optional.empty(), "", 1, 0)).code());
  }

  @Test
  void aNodeThatStopsEndsTheWaitsOfItsListeners() {
    CompletableFuture<ChangePage> waits = ask(A, Optional.of(now(A)), 10_000);
    group.pass(500);
    for (NodeId node : List.of(A, B, C)) group.node(node).node.refuseCalls();
    group.pass(100);
    assertTrue(waits.isDone());
  }

  @Test
  void aWriteThatIsNotSafeYetIsNotTold() {
    String cursor = now(A);
    String key = group.keyOf(B, "k");
    group.read(A, key);
    group.network.cutOff(B);
    group.node(A).ask(key, CacheGroup.written("1"));
    group.pass(500);
    assertTrue(keys(page(A, cursor)).isEmpty());
    group.network.heal();
    group.pass(500);
    assertEquals(List.of(key), keys(page(A, cursor)));
  }
}
