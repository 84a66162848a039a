package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Failure;
import io.dss.transport.TransportCounters.Count;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] QUESTION = "question".getBytes(StandardCharsets.UTF_8);
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void twoNodesThatReachEachOther() throws Exception {
    a = TestNode.start("node_a");
    b = TestNode.start("node_b");
    TestNode.acquaint(a, b);
    TestNode.await("both reach each other", () -> a.reaches(b) && b.reaches(a));
  }

  @AfterEach
  void stop() throws Exception {
    a.close();
    b.close();
  }

  @Test
  void aRequestIsAnsweredAndTheResponderKnowsWhoAsked() throws Exception {
    List<Object> askers = Collections.synchronizedList(new ArrayList<>());
    b.transport.respond(Channel.LOCK, (from, request) -> {
      askers.add(from);
      return CompletableFuture.completedFuture(new StringBuilder(new String(request)).reverse().toString().getBytes());
    });
    assertEquals("noitseuq", new String(get(ask(QUESTION, SECOND))));
    assertEquals(List.of(a.self), askers);
  }

  @Test
  void manyConcurrentRequestsEachGetTheirOwnAnswerInWhateverOrderTheyComeBack() throws Exception {
    SplittableRandom order = new SplittableRandom(7);
    List<Runnable> held = new ArrayList<>();
    b.transport.respond(Channel.LOCK, (from, request) -> {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      Runnable complete = () -> answer.complete(ByteBuffer.allocate(8).putLong(ByteBuffer.wrap(request).getLong() * 3).array());
      synchronized (held) {
        held.add(complete);
        if (held.size() == 50) for (int i = 50; i > 0; i--) held.remove(order.nextInt(i)).run();
      }
      return answer;
    });
    int askers = 4;
    int each = 1_000;
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch answered = new CountDownLatch(askers * each);
    ExecutorService pool = Executors.newFixedThreadPool(askers);
    for (int asker = 0; asker < askers; asker++) {
      long first = asker * 1_000_000L;
      pool.execute(() -> {
        for (long i = first; i < first + each; i++) {
          long number = i;
          ask(ByteBuffer.allocate(8).putLong(number).array(), 30 * SECOND).whenComplete((answer, failure) -> {
            if (failure != null || ByteBuffer.wrap(answer).getLong() != number * 3) wrong.incrementAndGet();
            answered.countDown();
          });
        }
      });
    }
    assertTrue(answered.await(30, TimeUnit.SECONDS), () -> answered.getCount() + " without an answer");
    pool.shutdown();
    assertEquals(0, wrong.get());
  }

  @Test
  void aResponderThatFailsOrThrowsOrIsMissingRefusesAndTheConnectionGoesOn() throws Exception {
    assertInstanceOf(Failure.Refused.class, failure(ask(QUESTION, SECOND)));
    b.transport.respond(Channel.LOCK, (from, request) -> CompletableFuture.failedFuture(new IllegalStateException("not today")));
    assertEquals("not today", assertInstanceOf(Failure.Refused.class, failure(ask(QUESTION, SECOND))).getMessage());
    b.transport.respond(Channel.LOCK, (from, request) -> {
      throw new IllegalArgumentException("never");
    });
    assertEquals("never", assertInstanceOf(Failure.Refused.class, failure(ask(QUESTION, SECOND))).getMessage());
    assertEquals(1, b.count(Count.RECEIVER_FAILED));
    b.transport.respond(Channel.LOCK, (from, request) -> null);
    assertInstanceOf(Failure.Refused.class, failure(ask(QUESTION, SECOND)));
    b.transport.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(request));
    assertArrayEquals(QUESTION, get(ask(QUESTION, SECOND)));
    assertEquals(0, a.count(Count.CONNECTIONS_LOST));
  }

  @Test
  void anAnswerLongerThanAFrameIsRefusedAndNotSent() throws Exception {
    int max = TestNode.QUICK.limits().maxFrameBytes();
    b.transport.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(new byte[max]));
    assertInstanceOf(Failure.Refused.class, failure(ask(QUESTION, 5 * SECOND)));
    b.transport.respond(Channel.LOCK, (from, request) -> CompletableFuture.completedFuture(new byte[max - 10]));
    assertEquals(max - 10, get(ask(QUESTION, 5 * SECOND)).length);
    assertThrows(IllegalArgumentException.class, () -> ask(new byte[max], SECOND));
    assertThrows(IllegalArgumentException.class, () -> a.transport.send(b.id, Channel.LOCK, new byte[max]));
  }

  @Test
  void aRequestThatNobodyAnswersInTimeIsUnansweredAndItsLateAnswerIsForgotten() throws Exception {
    CompletableFuture<byte[]> late = new CompletableFuture<>();
    b.transport.respond(Channel.LOCK, (from, request) -> late);
    long begun = System.nanoTime();
    assertInstanceOf(Failure.Unanswered.class, failure(ask(QUESTION, SECOND / 5)));
    assertTrue(TestNode.millisSince(begun) >= 200, "it gave up early");
    late.complete(QUESTION);
    TestNode.await("the late answer is counted", () -> a.count(Count.DROPPED_LATE_ANSWER) == 1);
    assertEquals(0, a.count(Count.CONNECTIONS_LOST));
  }

  @Test
  void whatCannotLeaveIsNotSent() throws Exception {
    assertInstanceOf(Failure.NotSent.class, failure(a.transport.request(new NodeId("nobody"), Channel.LOCK, QUESTION, SECOND)));
    assertInstanceOf(Failure.NotSent.class, failure(ask(QUESTION, 0)));
    assertFalse(a.transport.send(new NodeId("nobody"), Channel.LOCK, QUESTION));
    b.close();
    TestNode.await("the loss is noticed", () -> !a.reaches(b));
    assertInstanceOf(Failure.NotSent.class, failure(ask(QUESTION, SECOND)));
    assertFalse(a.transport.send(b.id, Channel.LOCK, QUESTION));
  }

  @Test
  void whatHasLeftWhenTheConnectionIsLostIsUnanswered() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    b.transport.respond(Channel.LOCK, (from, request) -> {
      seen.countDown();
      return new CompletableFuture<>();
    });
    CompletionStage<byte[]> answer = ask(QUESTION, 30 * SECOND);
    assertTrue(seen.await(10, TimeUnit.SECONDS));
    b.server.close();
    assertInstanceOf(Failure.Unanswered.class, failure(answer));
  }

  private CompletionStage<byte[]> ask(byte[] question, long timeoutNanos) {
    return a.transport.request(b.id, Channel.LOCK, question, timeoutNanos);
  }

  static byte[] get(CompletionStage<byte[]> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Throwable failure(CompletionStage<byte[]> stage) {
    return assertThrows(ExecutionException.class, () -> get(stage)).getCause();
  }
}
