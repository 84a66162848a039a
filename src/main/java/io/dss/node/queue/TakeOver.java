package io.dss.node.queue;

import io.dss.cluster.Epoch;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Claims in the background, a few at a time, every topic of the store that the ring gives to this node, so that delays, deadlines and dead letters
 * go on
 * without anybody asking for the topic. Begins anew with every ring under which this node may act. Confined to the queue loop.
 */
final class TakeOver {
  /** Names that are asked for at once. */
  private static final int PAGE = 1_000;
  /** The store is asked for its topics once more after this: a batch that the owner before had on its way may have made one since. */
  private static final long SECOND_LOOK_MILLIS = 5_000;

  /** Who takes topics. */
  interface Topics {
    boolean holds(String topic);

    /** {@link TakeOver#settled} is called when it is served, or not wanted any more. */
    void take(String topic);
  }

  private final Desk desk;
  private final Topics topics;
  private final Timers.Timer again;
  private final RetryDelay delay = RetryDelay.ofStore();
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private final TreeSet<String> underWay = new TreeSet<>();
  private Optional<Epoch> epoch = Optional.empty();
  private Optional<String> cursor = Optional.empty();
  /** Tells answers to an earlier ring's questions. */
  private long round;
  private boolean listed = true;
  private boolean listing;
  private boolean secondLook;
  private int taken;
  private long sinceMillis;

  TakeOver(Desk desk, Topics topics) {
    this.desk = desk;
    this.topics = topics;
    this.again = desk.timers().timer(this::look);
  }

  /** Begins if this node may act under a ring that it has not looked at; goes on if it may act again under the one that it has. */
  void refresh() {
    Optional<Epoch> acting = desk.ownership().acting();
    if (acting.isEmpty()) return;
    if (acting.equals(epoch)) {
      next();
      return;
    }
    epoch = acting;
    secondLook = false;
    sinceMillis = desk.nowMillis();
    taken = 0;
    look();
  }

  /** This topic too, behind the others. */
  void also(String topic) {
    waiting.add(topic);
    next();
  }

  private void look() {
    round++;
    listed = false;
    listing = false;
    cursor = Optional.empty();
    waiting.clear();
    next();
  }

  void settled(String topic) {
    if (underWay.remove(topic)) next();
  }

  boolean over() {
    return listed && waiting.isEmpty() && underWay.isEmpty();
  }

  private void next() {
    // Whoever waits, waits for the lease: passed over now, nobody would come back to it under this ring.
    if (desk.ownership().acting().isEmpty()) return;
    while (underWay.size() < desk.limits().takeOverTopics() && !waiting.isEmpty()) {
      String topic = waiting.poll();
      if (topics.holds(topic) || desk.ownership().mayServe(topic).isEmpty()) continue;
      taken++;
      underWay.add(topic);
      topics.take(topic);
    }
    if (!waiting.isEmpty() || listing) return;
    if (!listed) list();
    else if (underWay.isEmpty() && !secondLook) lookOnceMore();
  }

  private void lookOnceMore() {
    secondLook = true;
    desk.listener().tookOver(taken, desk.nowMillis() - sinceMillis);
    again.at(desk.nowMillis() + SECOND_LOOK_MILLIS);
  }

  private void list() {
    listing = true;
    long asked = round;
    desk.ask(() -> desk.store().topics(cursor, PAGE), page -> {
      if (asked == round) came(page);
    }, trouble -> {
      if (asked != round) return;
      desk.listener().storeFailed("", trouble.what());
      again.at(desk.nowMillis() + delay.afterMillis(trouble));
    });
  }

  private void came(List<String> page) {
    delay.succeeded();
    listing = false;
    listed = page.size() < PAGE;
    if (!page.isEmpty()) cursor = Optional.of(page.get(page.size() - 1));
    for (String topic : page) {
      if (desk.ownership().owns(topic) && !topics.holds(topic)) waiting.add(topic);
    }
    next();
  }
}
