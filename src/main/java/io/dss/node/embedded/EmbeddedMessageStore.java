package io.dss.node.embedded;

import io.dss.node.route.LeaderCalls;
import io.dss.node.route.Refusal;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.table.Cursor;
import io.dss.queue.table.TableReply;
import io.dss.spi.MessageStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The port {@link MessageStore} on the message table of the Raft group, from any node: every call is carried to the leader and sent again there until its
 * deadline. That needs no stamps, as claims and batches may be repeated. Bodies never change under their sequence, so a voter takes those it has from its own
 * replica. Thread-safe; nothing blocks.
 */
public final class EmbeddedMessageStore implements MessageStore {
  /** A batch must fit one command of the log ({@code RaftSettings.maxCommandBytes}) and one frame between nodes, with room for what goes around it. */
  public static final int MAX_BATCH_BYTES = 3 << 20;

  private final LeaderCalls<StoreRequest, StoreAnswer> calls;
  private final Optional<MessageReplica> replica;
  private final TimeSource time;
  private final long callTimeoutMillis;

  /** @param replica of this node, if it is a voter @param callTimeoutMillis how long one call is tried */
  EmbeddedMessageStore(LeaderCalls<StoreRequest, StoreAnswer> calls, Optional<MessageReplica> replica, TimeSource time, long callTimeoutMillis) {
    this.calls = calls;
    this.replica = replica;
    this.time = time;
    this.callTimeoutMillis = callTimeoutMillis;
  }

  @Override
  public CompletionStage<Claimed> claim(String topic, Fence fence) {
    return asked(new StoreRequest.Claim(topic, fence), answer -> claimed(reply(answer)));
  }

  private static Claimed claimed(TableReply reply) throws Unreachable {
    if (reply instanceof TableReply.Granted granted) return new Claimed.Granted(granted.number());
    if (reply instanceof TableReply.Fenced fenced) return new Claimed.Fenced(fenced.by());
    throw senseless(reply);
  }

  @Override
  public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
    long bytes = 0;
    for (Effect effect : effects) bytes += bytes(effect);
    if (bytes > MAX_BATCH_BYTES) {
      return CompletableFuture.completedFuture(new Appended.Full("bytes of one batch of the embedded message store: " + bytes + ", at most " + MAX_BATCH_BYTES));
    }
    Attempts attempts = new Attempts();
    return asked(new StoreRequest.Append(topic, fence, number, effects, attempts), answer -> appended(reply(answer), fence, attempts));
  }

  /** At least what it takes in a batch: names are counted as two bytes a character, and may have three. */
  private static long bytes(Effect effect) {
    int name = effect instanceof Effect.Note note ? note.name().length() : effect instanceof Effect.Erase erase ? erase.name().length() : 0;
    return effect.bytes() + name;
  }

  private static Appended appended(TableReply reply, Fence fence, Attempts attempts) throws Unreachable {
    if (reply instanceof TableReply.Applied) return new Appended.Applied();
    if (reply instanceof TableReply.Already) return new Appended.Already();
    if (reply instanceof TableReply.Fenced fenced) {
      if (attempts.several()) throw new Unreachable("the batch was sent more than once, and fenced off by " + fenced.by() + "; it may have been applied before");
      return new Appended.Fenced(fenced.by());
    }
    // Who claims anew is granted; until then nobody can write the topic under this claim.
    if (reply instanceof TableReply.Unclaimed) return new Appended.Fenced(fence);
    if (reply instanceof TableReply.Behind behind) return new Appended.Behind(behind.number());
    if (reply instanceof TableReply.Full full) return new Appended.Full(full.limit());
    throw senseless(reply);
  }

  @Override
  public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
    return asked(new StoreRequest.Load(topic, fence, Cursor.of(cursor)), answer -> {
      if (answer instanceof StoreAnswer.Loaded loaded) return new Page(loaded.page().stored(), loaded.page().next().flatMap(Cursor::text));
      if (answer instanceof StoreAnswer.Superseded superseded) throw new Unreachable("the claim of '" + topic + "' is fenced off by " + superseded.by());
      throw senseless(answer);
    });
  }

  @Override
  public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
    Map<Long, byte[]> found = new LinkedHashMap<>();
    List<Long> missing = new ArrayList<>();
    for (Long sequence : sequences) {
      Optional<byte[]> body = replica.flatMap(own -> own.table().body(topic, sequence));
      if (body.isPresent()) found.put(sequence, body.get());
      else missing.add(sequence);
    }
    CompletableFuture<Map<Long, byte[]>> result = new CompletableFuture<>();
    readRest(topic, missing, found, deadlineNanos(), result);
    return result;
  }

  /** Asks for what {@code missing} names, as much at a time as an answer holds. */
  private void readRest(String topic, List<Long> missing, Map<Long, byte[]> found, long deadlineNanos, CompletableFuture<Map<Long, byte[]>> result) {
    if (missing.isEmpty()) {
      result.complete(found);
      return;
    }
    List<Long> now = missing.subList(0, Math.min(missing.size(), StoreRequest.MAX_SEQUENCES));
    asked(new StoreRequest.Read(topic, now), deadlineNanos, answer -> {
      if (answer instanceof StoreAnswer.Bodies bodies && bodies.looked() > 0 && bodies.looked() <= now.size()) return bodies;
      throw senseless(answer);
    }).whenComplete((bodies, failure) -> {
      if (failure != null) {
        result.completeExceptionally(failure);
        return;
      }
      bodies.bodies().forEach(body -> found.put(body.sequence(), body.bytes()));
      readRest(topic, missing.subList(bodies.looked(), missing.size()), found, deadlineNanos, result);
    });
  }

  @Override
  public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    topicsAfter(after, limit, new ArrayList<>(), deadlineNanos(), result);
    return result;
  }

  private void topicsAfter(Optional<String> after, int limit, List<String> found, long deadlineNanos, CompletableFuture<List<String>> result) {
    asked(new StoreRequest.Topics(after, limit - found.size()), deadlineNanos, answer -> {
      if (answer instanceof StoreAnswer.Named named && !(named.more() && named.topics().isEmpty())) return named;
      throw senseless(answer);
    }).whenComplete((named, failure) -> {
      if (failure != null) {
        result.completeExceptionally(failure);
        return;
      }
      found.addAll(named.topics());
      if (named.more()) topicsAfter(Optional.of(found.get(found.size() - 1)), limit, found, deadlineNanos, result);
      else result.complete(found);
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
    T of(StoreAnswer answer) throws Unreachable;
  }

  private <T> CompletionStage<T> asked(StoreRequest request, Meaning<T> meaning) {
    return asked(request, deadlineNanos(), meaning);
  }

  private <T> CompletionStage<T> asked(StoreRequest request, long deadlineNanos, Meaning<T> meaning) {
    CompletableFuture<T> result = new CompletableFuture<>();
    calls.call(request, deadlineNanos).whenComplete((answer, failure) -> {
      try {
        result.complete(meaning.of(failure == null ? answer : despite(failure, request)));
      } catch (Unreachable unreachable) {
        result.completeExceptionally(unreachable);
      }
    });
    return result;
  }

  /** A batch that the log does not take for its size or its names is refused for good; any other failure may pass. */
  private static StoreAnswer despite(Throwable failure, StoreRequest request) throws Unreachable {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
    boolean refused = cause instanceof Refusal refusal && refusal.code() == Refusal.Code.LIMIT_REACHED;
    if (refused && request instanceof StoreRequest.Append) return new StoreAnswer.Decided(new TableReply.Full(cause.getMessage()));
    throw new Unreachable("the embedded message store: " + cause.getMessage());
  }

  private static TableReply reply(StoreAnswer answer) throws Unreachable {
    if (answer instanceof StoreAnswer.Decided decided) return decided.reply();
    throw senseless(answer);
  }

  private static Unreachable senseless(Object answer) {
    return new Unreachable("the leader answered with what is no answer to the call: " + answer.getClass().getSimpleName());
  }
}
