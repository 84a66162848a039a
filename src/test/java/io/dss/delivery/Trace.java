package io.dss.delivery;

import io.dss.delivery.Seen.Answer;
import io.dss.delivery.Seen.Publishing;
import io.dss.delivery.Seen.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that was seen of one message, until it is judged. */
final class Trace {
  static final long NEVER = Long.MAX_VALUE;

  /** One delivery. */
  record Hand(int attempts, long body, long visible, long called, long returned) {}

  /** What one group saw of it. */
  static final class OfGroup {
    final List<Hand> hands = new ArrayList<>(2);
    final List<Settled> settled = new ArrayList<>(2);
    boolean dead;

    /** The earliest moment at which an acknowledgement had been answered. */
    long acknowledged() {
      long first = NEVER;
      for (Settled call : settled) if (call.verb() == Seen.Verb.ACK && call.result() == Seen.Result.DONE) first = Math.min(first, call.returned());
      return first;
    }

    /** Before this moment nobody had done anything that may have ended it. */
    long untouchedUntil() {
      long first = NEVER;
      for (Settled call : settled) if (mayEnd(call)) first = Math.min(first, call.called());
      return first;
    }

    private static boolean mayEnd(Settled call) {
      boolean ends = call.verb() == Seen.Verb.ACK || call.verb() == Seen.Verb.REJECT;
      return ends && (call.result() == Seen.Result.DONE || call.result() == Seen.Result.UNKNOWN);
    }

    List<Hand> inOrder() {
      List<Hand> sorted = new ArrayList<>(hands);
      sorted.sort(Comparator.comparingInt(Hand::attempts).thenComparingLong(Hand::called));
      return sorted;
    }
  }

  final String topic;
  final String id;
  final Map<String, OfGroup> groups = new TreeMap<>();
  Publishing publishing;
  /** Of the first attempt, and of the first answer that said that it is durable. */
  long publishCalled = NEVER;
  long publishDone = NEVER;
  int open;
  boolean maybe;
  boolean refused;

  Trace(String topic, String id) {
    this.topic = topic;
    this.id = id;
  }

  OfGroup of(String group) {
    return groups.computeIfAbsent(group, name -> new OfGroup());
  }

  void publishing(Publishing seen) {
    publishing = seen;
    publishCalled = Math.min(publishCalled, seen.called());
    open++;
  }

  void published(Answer answer, long returned) {
    open--;
    if (answer == Answer.DONE) publishDone = Math.min(publishDone, returned);
    if (answer == Answer.UNKNOWN) maybe = true;
    if (answer == Answer.REFUSED) refused = true;
  }

  boolean done() {
    return publishDone != NEVER;
  }

  /** Every answer promised that nothing was changed. */
  boolean surelyNot() {
    return !done() && !maybe && open == 0 && refused;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(publishing == null ? "never published" : publishing.toString());
    text.append(done() ? ", durable at " + publishDone : surelyNot() ? ", refused" : ", outcome unknown");
    groups.forEach((name, group) -> {
      text.append("\n  ").append(name).append(group.dead ? " (dead)" : "").append(": ").append(group.inOrder());
      group.settled.forEach(call -> text.append("\n    ").append(call));
    });
    return text.toString();
  }
}
