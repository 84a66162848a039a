package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {
  private final EventLoop loop = new EventLoop();

  @Test
  void eventsOfABatchRunInTurnBetweenWhatIsAroundIt() {
    List<String> ran = new ArrayList<>();
    loop.around(() -> ran.add("before"), () -> ran.add("after"));
    loop.offer(() -> ran.add("one"));
    loop.offer(() -> ran.add("two"));
    loop.complete(() -> ran.add("completion"));
    loop.turn();
    assertEquals(List.of("before", "completion", "one", "two", "after"), ran);
  }

  @Test
  void completionsAreNotStarvedByAFullQueue() {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < EventLoop.MAX_QUEUED_EVENTS; i++) assertTrue(loop.offer(() -> {}));
    assertFalse(loop.offer(() -> {}), "the queue is full");
    loop.complete(ran::incrementAndGet);
    loop.turn();
    assertEquals(1, ran.get());
    assertEquals(EventLoop.MAX_QUEUED_EVENTS - EventLoop.MAX_BATCH_EVENTS, loop.queued());
  }

  @Test
  @Timeout(10)
  void aCompletionThatComesDuringTheEventsOfABatchIsNotLeftUntilTheNextEvent() throws Exception {
    // Each begun by an event: left until the poll for the next one ends they would take 15 seconds.
    CountDownLatch chain = new CountDownLatch(150);
    Runnable[] link = new Runnable[1];
    link[0] = () -> loop.complete(() -> {
      chain.countDown();
      if (chain.getCount() > 0) loop.offer(link[0]);
    });
    loop.offer(link[0]);
    Thread thread = new Thread(loop);
    thread.start();
    assertTrue(chain.await(8, TimeUnit.SECONDS), chain.getCount() + " are left");
    assertTrue(loop.stop(5_000));
    thread.join();
  }

  @Test
  void anEventThatThrowsIsToldAndTheOthersRun() {
    List<Throwable> told = new ArrayList<>();
    loop.onFailure(told::add);
    AtomicInteger ran = new AtomicInteger();
    loop.offer(() -> {
      throw new AssertionError("a bug");
    });
    loop.offer(ran::incrementAndGet);
    loop.turn();
    assertEquals("a bug", told.get(0).getMessage());
    assertEquals(1, ran.get());
  }

  @Test
  void theLoopOutlivesAListenerThatFailsToo() throws Exception {
    loop.onFailure(failure -> {
      throw new IllegalStateException("told of " + failure.getMessage());
    });
    loop.offer(() -> {
      throw new IllegalStateException("a bug");
    });
    CountDownLatch after = new CountDownLatch(1);
    loop.offer(after::countDown);
    Thread thread = started();
    assertTrue(after.await(10, TimeUnit.SECONDS));
    assertTrue(loop.stop(10_000));
    thread.join();
  }

  @Test
  void aStoppedLoopRunsWhatItHasTakenAndTakesNothingMore() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 3_000; i++) loop.offer(ran::incrementAndGet);
    Thread thread = started();
    assertTrue(loop.stop(10_000));
    assertEquals(3_000, ran.get());
    assertTrue(loop.ending());
    assertFalse(loop.offer(ran::incrementAndGet));
    thread.join();
  }

  /** An event that was taken in must run, even when it slipped in while the loop ended: somebody waits for what it completes. */
  @Test
  void whateverWasTakenInRunsHoweverTheEndAndTheOfferMeet() throws Exception {
    for (int round = 0; round < 200; round++) {
      EventLoop ending = new EventLoop();
      Thread thread = new Thread(ending);
      AtomicInteger taken = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      Thread offering = new Thread(() -> {
        begun.countDown();
        while (ending.offer(ran::incrementAndGet)) taken.incrementAndGet();
      });
      thread.start();
      offering.start();
      begun.await();
      assertTrue(ending.stop(10_000));
      offering.join();
      thread.join();
      assertEquals(taken.get(), ran.get(), "round " + round);
    }
  }

  @Test
  void anEventThatSlippedInBehindTheEndRunsAfterTheLastOne() throws Exception {
    List<String> ran = new ArrayList<>();
    loop.atEnd(() -> {
      ran.add("end");
      // As another thread does that looked at the state just before the stop.
      lateOffer(() -> ran.add("late"));
    });
    Thread thread = started();
    assertTrue(loop.stop(10_000));
    thread.join();
    assertEquals(List.of("end", "late"), ran);
  }

  private void lateOffer(Runnable event) {
    try {
      var queue = EventLoop.class.getDeclaredField("outside");
      queue.setAccessible(true);
      @SuppressWarnings("unchecked")
      var events = (java.util.Queue<Runnable>) queue.get(loop);
      events.add(event);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptEndsTheLoopAsAFailureAndStillRunsWhatWasTakenIn() throws Exception {
    List<Throwable> told = new ArrayList<>();
    loop.onFailure(told::add);
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loop.offer(() -> {
      inside.countDown();
      awaitUninterruptibly(release);
      Thread.currentThread().interrupt();
    });
    Thread thread = started();
    inside.await();
    // More than a batch, so that some are left when the interrupt is seen.
    for (int i = 0; i < 3 * EventLoop.MAX_BATCH_EVENTS; i++) loop.offer(ran::incrementAndGet);
    release.countDown();
    thread.join();
    assertEquals(3 * EventLoop.MAX_BATCH_EVENTS, ran.get());
    assertEquals(1, told.size());
    assertFalse(loop.offer(() -> {}));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyItsOwnThreadIsOnTheLoop() {
    assertFalse(loop.onLoop());
    List<Boolean> inside = new ArrayList<>();
    loop.offer(() -> inside.add(loop.onLoop()));
    loop.turn();
    assertEquals(List.of(true), inside);
    assertFalse(loop.onLoop());
  }

  private Thread started() {
    Thread thread = new Thread(loop, "loop under test");
    thread.start();
    return thread;
  }
}
