package io.dss.delivery;

import io.dss.delivery.Message.Delivery;
import io.dss.delivery.Message.Outcome;
import io.dss.delivery.Message.Place;
import io.dss.delivery.Message.Publish;
import io.dss.delivery.Message.Settling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What clients of one topic and group saw, in some two hundred bytes a message, so that a run of many minutes fits. Thread-safe. A client records the intention to publish
 * before it sends, so that what arrives by a call that was never answered is not taken for invented.
 */
public final class DeliveryHistory {
  /** Something that may take a topic from its owner. */
  record Fault(long nanos, String what) {}

  private final Map<String, Message> messages = new TreeMap<>();
  private final List<Delivery> invented = new ArrayList<>();
  private final List<String> inventedIds = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** Before it is sent. @param key of its group, whose messages are published one after the other, each after the answer to the one before */
  public synchronized void publishing(String id, String body, Optional<String> key, long number) {
    messages.put(id, new Message(id, body, key.map(name -> new Place(name, number)).orElse(null)));
  }

  public synchronized void published(String id, long beganNanos, long endedNanos, boolean known, boolean done) {
    messages.get(id).publish = new Publish(beganNanos, endedNanos, outcome(known, done));
  }

  public synchronized void delivered(String id, String body, int attempts, long beganNanos, long endedNanos, long visibilityNanos) {
    Delivery delivery = new Delivery(beganNanos, endedNanos, attempts, visibilityNanos, body);
    Message message = messages.get(id);
    if (message == null) {
      invented.add(delivery);
      inventedIds.add(id);
    } else {
      // The text itself is the same object for all that is right: a run keeps one.
      message.deliveries.add(body.equals(message.body) ? new Delivery(beganNanos, endedNanos, attempts, visibilityNanos, message.body) : delivery);
    }
  }

  /** @param done false: it was not there, or the receipt was stale; nothing was changed */
  public synchronized void acked(String id, long beganNanos, long endedNanos, boolean known, boolean done) {
    messages.get(id).acks.add(new Settling(beganNanos, endedNanos, outcome(known, done)));
  }

  public synchronized void nacked(String id, long beganNanos, long endedNanos, boolean known, boolean done) {
    messages.get(id).nacks.add(new Settling(beganNanos, endedNanos, outcome(known, done)));
  }

  /** A node was killed, paused or cut off, or came back. */
  public synchronized void fault(long nanos, String what) {
    faults.add(new Fault(nanos, what));
  }

  /** How many acks were answered with success. */
  public synchronized long acknowledged() {
    return messages.values().stream().filter(message -> message.acks.stream().anyMatch(ack -> ack.outcome() == Outcome.DONE)).count();
  }

  /** To be asked when the topic has been drained after the last fault: every message that is still there was delivered. */
  public synchronized Verdict verdict() {
    return new DeliveryChecker(messages, inventedIds, faults).check();
  }

  private static Outcome outcome(boolean known, boolean done) {
    if (!known) return Outcome.UNKNOWN;
    return done ? Outcome.DONE : Outcome.REFUSED;
  }
}
