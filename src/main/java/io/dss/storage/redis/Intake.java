package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import redis.clients.jedis.exceptions.JedisException;

/** Hands calls over to the executor, so many and of so many bytes at a time; more fail at once, as a Redis that is slow must not fill the memory. Thread-safe. */
final class Intake {
  /** Calls that wait or run. */
  static final int PENDING_CALLS = 1_024;
  /** Bytes of the batches that wait or are being sent. */
  static final long PENDING_BYTES = 67_108_864;

  @FunctionalInterface
  interface Work<T> {
    T run() throws Unreachable, Refused;
  }

  private final Executor executor;
  private int calls;
  private long bytes;

  Intake(Executor executor) {
    this.executor = executor;
  }

  /** @param size bytes that the call keeps from the garbage collector */
  <T> CompletionStage<T> submit(long size, Work<T> work) {
    if (!entered(size)) {
      return CompletableFuture.failedFuture(new Unreachable("Redis is slower than what it is sent: " + PENDING_CALLS + " calls or " + PENDING_BYTES + " bytes wait for it"));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      executor.execute(() -> run(size, work, answer));
    } catch (RejectedExecutionException e) {
      left(size);
      answer.completeExceptionally(new Unreachable("no thread takes calls to Redis: " + e.getMessage()));
    }
    return answer;
  }

  private <T> void run(long size, Work<T> work, CompletableFuture<T> answer) {
    T value = null;
    Throwable failure = null;
    try {
      value = work.run();
    } catch (Unreachable | Refused e) {
      failure = e;
    } catch (JedisException e) {
      failure = Failures.of(e);
    } catch (RuntimeException | Error bug) {
      failure = bug;
    }
    left(size);
    if (failure == null) answer.complete(value);
    else answer.completeExceptionally(failure);
  }

  /** The first batch of all may be of any size. */
  private synchronized boolean entered(long size) {
    if (calls >= PENDING_CALLS || (calls > 0 && bytes + size > PENDING_BYTES)) return false;
    calls++;
    bytes += size;
    return true;
  }

  private synchronized void left(long size) {
    calls--;
    bytes -= size;
  }
}
