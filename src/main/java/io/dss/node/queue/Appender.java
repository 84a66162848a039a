package io.dss.node.queue;

import io.dss.queue.Fence;
import io.dss.spi.MessageStore.Appended;
import java.util.List;

/**
 * Brings the batches of a {@link Ledger} into the store, one at a time, each sent again until the store has said what became of it. Confined to the
 * queue loop.
 */
final class Appender {
  /** Who is told, on the loop. */
  interface Then {
    void durable(List<Step> steps);

    /** @param doubted it was sent before without an answer: {@link Appended.Fenced} then does not say that it was not applied */
    void refused(Appended why, boolean doubted);

    /** It is sent again. */
    void trouble(Trouble trouble);

    void troubleOver();
  }

  private final Desk desk;
  private final String topic;
  private final Ledger ledger;
  private final Then then;
  private final Timers.Timer again;
  private final RetryDelay delay = RetryDelay.ofStore();
  private Fence fence;
  private Ledger.Batch batch;
  private long sentMillis;
  /** The batch on its way has no answer yet. */
  private boolean asked;
  private boolean doubted;
  private boolean stopped;

  Appender(Desk desk, String topic, Fence fence, Ledger ledger, Then then) {
    this.desk = desk;
    this.topic = topic;
    this.fence = fence;
    this.ledger = ledger;
    this.then = then;
    this.again = desk.timers().timer(this::send);
  }

  /** Sends the next batch if none is on its way. */
  void flush() {
    if (stopped) return;
    ledger.cut().ifPresent(next -> {
      batch = next;
      doubted = false;
      sentMillis = desk.nowMillis();
      send();
    });
  }

  /** Whether a batch may have been applied although the store never said so. */
  boolean unsure() {
    return asked || doubted;
  }

  /** Nothing is sent any more, and what comes back is not looked at. */
  void stop() {
    stopped = true;
    again.cancel();
  }

  /** Goes on under another claim; the ledger begins anew with it. */
  void restart(Fence newFence) {
    fence = newFence;
    batch = null;
    asked = false;
    doubted = false;
    stopped = false;
  }

  private void send() {
    Ledger.Batch sent = batch;
    asked = true;
    desk.ask(() -> desk.store().append(topic, fence, sent.number(), sent.effects()), answer -> {
      if (!stopped && sent == batch) came(sent, answer);
    }, trouble -> {
      if (!stopped && sent == batch) failed(trouble);
    });
  }

  private void came(Ledger.Batch sent, Appended answer) {
    asked = false;
    if (delay.tried()) then.troubleOver();
    delay.succeeded();
    if (!(answer instanceof Appended.Applied) && !(answer instanceof Appended.Already)) {
      stop();
      then.refused(answer, doubted);
      return;
    }
    doubted = false;
    desk.listener().batchDurable(topic, sent.effects().size(), sent.bytes(), desk.nowMillis() - sentMillis);
    then.durable(ledger.applied());
    flush();
  }

  private void failed(Trouble trouble) {
    asked = false;
    doubted |= !trouble.refused();
    desk.listener().storeFailed(topic, trouble.what());
    again.at(desk.nowMillis() + delay.afterMillis(trouble));
    then.trouble(trouble);
  }
}
