package io.dss.node.queue;

import io.dss.kernel.Invariant;
import io.dss.queue.Effect;
import io.dss.spi.MessageStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of one topic that are not durable, in order, and their batches: one on its way, numbered one above the last. A batch holds whole steps,
 * as many
 * as fit; a step that is too large for any batch is one by itself. A batch that was sent stays as it is until it is known what became of it.
 */
final class Ledger {
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();
  private long number;
  private long bytes;
  private Batch sent;

  /** @param number of the last batch that the store has */
  Ledger(long number) {
    this.number = number;
  }

  /** Goes on after another claim: what had been sent was not applied and is in the store by other means. */
  void restart(long lastNumber) {
    Invariant.check(settled(), "a ledger begins anew with steps that are not settled");
    number = lastNumber;
  }

  record Batch(long number, List<Effect> effects, long bytes, List<Step> steps) {}

  void add(Step step) {
    waiting.add(step);
    bytes += step.bytes();
  }

  boolean settled() {
    return sent == null && waiting.isEmpty();
  }

  /** Of the last batch that is durable. */
  long number() {
    return number;
  }

  /** Of effects that are not durable. */
  long bytes() {
    return bytes;
  }

  /** Steps that wait for nothing: no effect of theirs or before them is open. */
  List<Step> free() {
    List<Step> free = new ArrayList<>();
    while (sent == null && !waiting.isEmpty() && waiting.peek().effects().isEmpty()) free.add(waiting.poll());
    return free;
  }

  /** The next batch, now on its way; empty if there is none or another is. */
  Optional<Batch> cut() {
    if (sent != null || waiting.isEmpty()) return Optional.empty();
    List<Step> steps = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty() && (effects.isEmpty() || size + waiting.peek().bytes() <= MessageStore.BATCH_BYTES)) {
      Step step = waiting.poll();
      steps.add(step);
      effects.addAll(step.effects());
      size += step.bytes();
    }
    sent = new Batch(number + 1, effects, size, steps);
    return Optional.of(sent);
  }

  /** The batch on its way is durable. */
  List<Step> applied() {
    Invariant.check(sent != null, "batch %d is durable and was never sent", number + 1);
    List<Step> steps = sent.steps();
    number = sent.number();
    bytes -= sent.bytes();
    sent = null;
    return steps;
  }

  /** Gives up the batch on its way. */
  List<Step> dropSent() {
    if (sent == null) return List.of();
    List<Step> steps = sent.steps();
    bytes -= sent.bytes();
    sent = null;
    return steps;
  }

  /** Gives up what was not sent. */
  List<Step> dropWaiting() {
    List<Step> steps = List.copyOf(waiting);
    for (Step step : steps) bytes -= step.bytes();
    waiting.clear();
    return steps;
  }
}
