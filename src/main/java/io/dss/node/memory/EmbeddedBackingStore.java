package io.dss.node.memory;

import io.dss.cache.Entry;
import io.dss.cache.table.BucketEpoch;
import io.dss.cache.table.TableItem;
import io.dss.cache.table.TableReply;
import io.dss.cluster.Epoch;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.Refusal;
import io.dss.spi.BackingStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The port {@link BackingStore} on the memory table of the Raft group, from any node: every call is carried to the leader and sent again there until its
 * deadline. That needs no stamps: what is stored has a version, and a version is stored once. Thread-safe; nothing blocks.
 */
public final class EmbeddedBackingStore implements BackingStore {
  private final LeaderCalls<MemoryRequest, MemoryAnswer> calls;
  private final TimeSource time;
  private final long callTimeoutMillis;

  /** @param callTimeoutMillis how long one call is tried */
  EmbeddedBackingStore(LeaderCalls<MemoryRequest, MemoryAnswer> calls, TimeSource time, long callTimeoutMillis) {
    this.calls = calls;
    this.time = time;
    this.callTimeoutMillis = callTimeoutMillis;
  }

  private static BucketEpoch bucketEpoch(Epoch epoch) {
    return new BucketEpoch(epoch.generation(), epoch.logIndex());
  }

  private static Epoch epoch(BucketEpoch epoch) {
    return new Epoch(epoch.generation(), epoch.logIndex());
  }

  @Override
  public CompletionStage<Fencing> fence(int bucket, Epoch epoch) {
    return asked(new MemoryRequest.Fence(bucket, bucketEpoch(epoch)), deadlineNanos(), answer -> {
      TableReply reply = reply(answer);
      if (reply instanceof TableReply.Raised) return new Fencing.Raised();
      if (reply instanceof TableReply.Behind behind) return new Fencing.Behind(epoch(behind.present()));
      throw senseless(reply);
    });
  }

  @Override
  public CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items) {
    List<TableItem> written = items.stream().map(item -> new TableItem(item.key(), item.entry(), item.keepMillis())).toList();
    return asked(new MemoryRequest.Write(bucket, bucketEpoch(epoch), written), deadlineNanos(), answer -> {
      TableReply reply = reply(answer);
      if (reply instanceof TableReply.Stored) return new Writing.Stored();
      if (reply instanceof TableReply.Behind behind) return new Writing.Fenced(epoch(behind.present()));
      if (reply instanceof TableReply.Full full) return new Writing.Full(full.limit(), true);
      throw senseless(reply);
    });
  }

  @Override
  public CompletionStage<List<Entry>> read(int bucket, List<String> keys) {
    CompletableFuture<List<Entry>> result = new CompletableFuture<>();
    readRest(bucket, keys, new ArrayList<>(), deadlineNanos(), result);
    return result;
  }

  /** Asks for what is missing, as much at a time as an answer holds. */
  private void readRest(int bucket, List<String> keys, List<Entry> found, long deadlineNanos, CompletableFuture<List<Entry>> result) {
    if (found.size() == keys.size()) {
      result.complete(found);
      return;
    }
    List<String> missing = keys.subList(found.size(), Math.min(keys.size(), found.size() + MemoryRequest.MAX_KEYS));
    asked(new MemoryRequest.Read(bucket, missing), deadlineNanos, answer -> {
      if (answer instanceof MemoryAnswer.Entries some && !some.entries().isEmpty() && some.entries().size() <= missing.size()) return some.entries();
      throw senseless(answer);
    }).whenComplete((some, failure) -> {
      if (failure != null) {
        result.completeExceptionally(unwrapped(failure));
        return;
      }
      found.addAll(some);
      readRest(bucket, keys, found, deadlineNanos, result);
    });
  }

  @Override
  public CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit) {
    return asked(new MemoryRequest.Keys(bucket, cursor, limit), deadlineNanos(), answer -> {
      if (answer instanceof MemoryAnswer.Keys keys) return new Page(keys.page().keys(), keys.page().next());
      throw senseless(answer);
    });
  }

  @Override
  public void close() {
    calls.stop();
  }

  private long deadlineNanos() {
    return time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(callTimeoutMillis);
  }

  /** What an answer means to who asked. */
  @FunctionalInterface
  private interface Meaning<T> {
    T of(MemoryAnswer answer) throws Unreachable;
  }

  private <T> CompletionStage<T> asked(MemoryRequest request, long deadlineNanos, Meaning<T> meaning) {
    CompletableFuture<T> result = new CompletableFuture<>();
    calls.call(request, deadlineNanos).whenComplete((answer, failure) -> {
      if (failure != null) {
        result.completeExceptionally(meant(unwrapped(failure)));
        return;
      }
      try {
        result.complete(meaning.of(answer));
      } catch (Unreachable unreachable) {
        result.completeExceptionally(unreachable);
      }
    });
    return result;
  }

  /** What the log does not take for its size or its form is refused for good; any other failure may pass. */
  private static Exception meant(Throwable cause) {
    boolean refused = cause instanceof Refusal refusal && refusal.code() == Refusal.Code.LIMIT_REACHED;
    return refused ? new Refused(cause.getMessage()) : new Unreachable("the embedded main memory: " + cause.getMessage());
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
    return cause;
  }

  private static TableReply reply(MemoryAnswer answer) throws Unreachable {
    if (answer instanceof MemoryAnswer.Decided decided) return decided.reply();
    throw senseless(answer);
  }

  private static Unreachable senseless(Object answer) {
    return new Unreachable("the leader answered with what is no answer to the call: " + answer.getClass().getSimpleName());
  }
}
