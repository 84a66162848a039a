package io.dss.delivery;

import io.dss.delivery.DeliveryHistory.Fault;
import io.dss.delivery.Message.Delivery;
import io.dss.delivery.Message.Outcome;
import io.dss.delivery.Message.Settling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds a history against the promises. It never says that something was broken if there is an order of the calls within their intervals in which it was not. */
final class DeliveryChecker {
  /**
   * A change of owner may bring back at once what was in flight. It follows its fault by removal time, an election and the reading of the topic; what comes again later than this after
   * the last fault has to have another reason.
   */
  private static final long FAULT_LASTS_NANOS = 20_000_000_000L;

  private final Map<String, Message> messages;
  private final List<String> inventedIds;
  private final List<Fault> faults;
  private final Verdict.Draft draft = new Verdict.Draft();

  DeliveryChecker(Map<String, Message> messages, List<String> inventedIds, List<Fault> faults) {
    this.messages = messages;
    this.inventedIds = inventedIds;
    this.faults = faults;
  }

  Verdict check() {
    inventedIds.forEach(id -> draft.violate("invented", id + " was delivered and never published"));
    messages.values().forEach(this::check);
    keys().values().forEach(this::inOrder);
    return draft.verdict();
  }

  private void check(Message message) {
    count(message);
    if (message.publish.outcome() == Outcome.REFUSED && !message.deliveries.isEmpty()) {
      draft.violate("invented", message.id + " was delivered, and its publish was refused with nothing changed");
    }
    if (message.publish.outcome() == Outcome.DONE && !mayBeDone(message)) {
      draft.violate("lost", message.id + ": published, never acknowledged, and not there when the topic was drained; deliveries " + message.deliveries);
    }
    for (Delivery delivery : message.deliveries) {
      if (!delivery.body().equals(message.body)) draft.violate("invented", message.id + " came with the body " + delivery.body());
      for (Settling ack : message.acks) {
        if (ack.outcome() == Outcome.DONE && delivery.beganNanos() > ack.endedNanos()) {
          draft.violate("after its ack", message.id + " was handed to a consume that began " + millis(delivery.beganNanos() - ack.endedNanos()) + " ms after the ack was answered");
        }
      }
    }
    duplicates(message);
  }

  private void count(Message message) {
    draft.count("publishes " + message.publish.outcome(), 1);
    draft.count("deliveries", message.deliveries.size());
    for (Settling ack : message.acks) draft.count("acks " + ack.outcome(), 1);
  }

  /** The drain hands out and acknowledges everything, so what is left without an ack is gone. */
  private static boolean mayBeDone(Message message) {
    return message.acks.stream().anyMatch(ack -> ack.outcome() != Outcome.REFUSED);
  }

  private void duplicates(Message message) {
    List<Delivery> inTurn = new ArrayList<>(message.deliveries);
    inTurn.sort(Comparator.comparingInt(Delivery::attempts));
    for (int i = 1; i < inTurn.size(); i++) {
      Delivery before = inTurn.get(i - 1);
      Delivery again = inTurn.get(i);
      if (again.attempts() == before.attempts()) {
        draft.violate("attempts", message.id + " was delivered twice as attempt " + again.attempts());
      } else if (again.endedNanos() < before.beganNanos()) {
        draft.violate("attempts", message.id + " was delivered as attempt " + again.attempts() + ", and later as attempt " + before.attempts());
      } else {
        draft.explain(reason(message, before, again));
      }
    }
  }

  private String reason(Message message, Delivery before, Delivery again) {
    if (message.nacks.stream().anyMatch(nack -> nack.outcome() != Outcome.REFUSED && nack.beganNanos() <= again.endedNanos())) return "it was given back";
    // Its visibility begins at the owner, somewhere within the consume.
    if (again.endedNanos() - before.beganNanos() >= before.visibilityNanos()) return "its visibility ended";
    if (faults.stream().anyMatch(fault -> fault.nanos() <= again.endedNanos() && before.beganNanos() - fault.nanos() < FAULT_LASTS_NANOS)) return "a node failed";
    draft.violate("unexplained", message.id + " came as attempt " + again.attempts() + " " + millis(again.endedNanos() - before.beganNanos())
        + " ms after the consume of attempt " + before.attempts() + " began, which asked for " + millis(before.visibilityNanos()) + " ms");
    return "nothing";
  }

  private Map<String, TreeMap<Long, Message>> keys() {
    Map<String, TreeMap<Long, Message>> keys = new TreeMap<>();
    for (Message message : messages.values()) {
      if (message.place != null) keys.computeIfAbsent(message.place.key(), none -> new TreeMap<>()).put(message.place.number(), message);
    }
    return keys;
  }

  /** A message of a key is not delivered before an ack of the one before it was at least begun. What was perhaps never published holds nobody up. */
  private void inOrder(TreeMap<Long, Message> ofKey) {
    Message before = null;
    for (Message message : ofKey.values()) {
      if (before != null) {
        for (Delivery delivery : message.deliveries) if (!mayBeAckedBy(before, delivery.endedNanos())) {
          draft.violate("order", message.id + " was delivered before " + before.id + " of the same key was acknowledged");
        }
      }
      if (message.publish.outcome() == Outcome.DONE) before = message;
    }
  }

  private static boolean mayBeAckedBy(Message message, long nanos) {
    return message.acks.stream().anyMatch(ack -> ack.outcome() != Outcome.REFUSED && ack.beganNanos() <= nanos);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
