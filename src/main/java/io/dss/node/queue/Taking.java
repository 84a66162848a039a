package io.dss.node.queue;

import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.node.queue.QueueListener.LetGo;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStore.Claimed;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Claims a topic and reads what the store has of it, page by page, again and again until it is there or not this node's any more. Confined to the
 * queue loop.
 */
final class Taking {
  /** What is done with what the store has; on the loop. */
  interface Reader {
    /** @return who takes what is read */
    Consumer<Stored> claimed(Fence fence, long number);

    /** Everything was taken; may throw what is wrong with it. */
    void complete();

    void read(Fence fence, long number);
  }

  /** How often a page is asked for in a row before the topic is claimed anew. */
  private static final int PAGE_TRIES = 5;

  private static final System.Logger LOG = System.getLogger(Taking.class.getName());

  private final Desk desk;
  private final String topic;
  private final Reader reader;
  private final ClaimEnds ends;
  private final Timers.Timer again;
  private Turns.Turn turn;
  private final RetryDelay delay = RetryDelay.ofStore();
  private Consumer<Stored> sink;
  private int pageFailures;
  /** It is asked again every second; the log has it once. */
  private String lastRefusal = "";
  private boolean over;

  private Taking(Desk desk, String topic, boolean hurry, Reader reader, ClaimEnds ends) {
    this.desk = desk;
    this.topic = topic;
    this.reader = reader;
    this.ends = ends;
    this.again = desk.timers().timer(this::askAgain);
    this.turn = desk.turns().ask(this::claim, hurry);
  }

  /** @param hurry somebody waits for it. Nothing is told before it has returned; {@link Turns#next} lets it begin */
  static Taking begin(Desk desk, String topic, boolean hurry, Reader reader, ClaimEnds ends) {
    return new Taking(desk, topic, hurry, reader, ends);
  }

  void hurry() {
    turn.hurry();
  }

  /** Nobody is told anything any more. */
  void stop() {
    over = true;
    again.cancel();
    turn.end();
  }

  private void askAgain() {
    turn = desk.turns().ask(this::claim, true);
    desk.turns().next();
  }

  private void claim() {
    if (over) return;
    Optional<Epoch> epoch = desk.ownership().mayServe(topic);
    if (epoch.isEmpty()) {
      notNow();
      return;
    }
    // Never the same fence twice: a claim that was sent before and comes late must not count as this one.
    Fence fence = new Fence(cluster(), epoch.get().generation(), epoch.get().logIndex(), desk.nextClaim());
    ask(() -> desk.store().claim(topic, fence), claimed -> claimed(fence, claimed), this::failed);
  }

  private void notNow() {
    if (desk.ownership().owns(topic)) {
      again.at(desk.nowMillis() + OwnerLimits.RETRY_FIRST_MILLIS);
      ends.mayNotAct();
      turn.end();
    } else {
      stop();
      ends.over(LetGo.MOVED, Optional.empty());
    }
  }

  private ClusterId cluster() {
    return desk.ownership().ring().orElseThrow().cluster();
  }

  private void claimed(Fence fence, Claimed claimed) {
    if (claimed instanceof Claimed.Fenced fenced) {
      if (fenced.by().cluster().equals(fence.cluster())) {
        stop();
        ends.over(LetGo.FENCED, Optional.of(fenced.by()));
      } else {
        failed(new Trouble(Trouble.Kind.REFUSED, "topic '" + topic + "' is data of cluster " + fenced.by().cluster()));
      }
      return;
    }
    long number = ((Claimed.Granted) claimed).number();
    sink = reader.claimed(fence, number);
    if (number == 0) nothingThere(fence);
    else page(fence, number, Optional.empty());
  }

  private void nothingThere(Fence fence) {
    reader.complete();
    done(fence, 0);
  }

  private void page(Fence fence, long number, Optional<String> cursor) {
    if (over) return;
    ask(() -> desk.store().load(topic, fence, cursor), page -> took(fence, number, page), trouble -> {
      if (trouble.refused() || ++pageFailures > PAGE_TRIES) {
        failed(trouble);
        return;
      }
      // The same page again: a topic of a million messages is not begun anew for one answer that was lost.
      ends.trouble(trouble);
      desk.timers().timer(() -> page(fence, number, cursor)).at(desk.nowMillis() + delay.nextMillis());
    });
  }

  private void took(Fence fence, long number, MessageStore.Page page) {
    pageFailures = 0;
    delay.succeeded();
    try {
      page.stored().forEach(sink);
      if (page.next().isEmpty()) reader.complete();
    } catch (RuntimeException unreadable) {
      LOG.log(System.Logger.Level.ERROR, "what the store has of topic " + topic + " cannot be read", unreadable);
      failed(new Trouble(Trouble.Kind.REFUSED, "topic '" + topic + "' cannot be read: " + unreadable));
      return;
    }
    if (page.next().isPresent()) page(fence, number, page.next());
    else done(fence, number);
  }

  private void done(Fence fence, long number) {
    stop();
    reader.read(fence, number);
  }

  /** Its turn is another's meanwhile: the store may refuse this topic and no other. */
  private void failed(Trouble trouble) {
    pageFailures = 0;
    if (trouble.refused() && !trouble.what().equals(lastRefusal)) {
      LOG.log(System.Logger.Level.ERROR, "topic {0} is not served: {1}", topic, trouble.what());
    }
    lastRefusal = trouble.refused() ? trouble.what() : "";
    desk.listener().storeFailed(topic, trouble.what());
    again.at(desk.nowMillis() + delay.afterMillis(trouble));
    ends.trouble(trouble);
    turn.end();
  }

  private <T> void ask(Supplier<CompletionStage<T>> question, Consumer<T> came, Consumer<Trouble> failed) {
    desk.ask(question, value -> {
      if (!over) came.accept(value);
    }, trouble -> {
      if (!over) failed.accept(trouble);
    });
  }
}
