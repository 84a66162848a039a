package io.dss.queue;

import io.dss.queue.Place.Standing;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Extend;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.Receipts.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ends deliveries, one after the other as they are listed. A receipt names one delivery and is honoured until the message is delivered again, whoever owned
 * the topic when it was given out; without one, the last delivery is meant.
 */
final class Settling {
  /** By which an envelope may grow when a delivery ends or is extended, beside the reason. */
  private static final int GROWTH_BYTES = 48;
  private static final int UTF8_BYTES = 3;
  private static final ItemResult DONE = new ItemResult.Done(Optional.empty());

  private Settling() {}

  /** A list of messages so large that a store might not take what it changes is refused, unless it is of one. Empty: it may be done. */
  private static Optional<QueueReply> tooLarge(Topic topic, List<ItemRef> items, int moreEach) {
    long bytes = 0;
    for (ItemRef item : items) {
      Message message = topic.ids.find(item.messageId());
      if (message != null) bytes += EnvelopeCodec.bytesAtMost(message) + moreEach;
    }
    boolean large = items.size() > 1 && bytes > QueueLimits.COMMAND_BYTES;
    return large ? Optional.of(new QueueReply.LimitReached("bytes of the envelopes of one list", QueueLimits.COMMAND_BYTES)) : Optional.empty();
  }

  /**
   * Also of a message that is ready again or rests, as it was delivered. A message that was never delivered in this group has no delivery that could be meant
   * and is not found: an id alone, perhaps with the wrong group, must not make a message disappear that nobody has worked on. A dead one may always be named:
   * whoever does that has looked at the lane.
   */
  static QueueReply ack(Topic topic, Step step, Ack ack) {
    Optional<QueueReply> refused = tooLarge(topic, ack.items(), 0);
    if (refused.isPresent()) return refused.get();
    Settled settled = each(topic, ack.dead(), ack.group(), ack.items(), place -> {
      if (place.attempts() == 0 && !place.standing.dead()) return new ItemResult.NotFound();
      topic.done(place, step);
      return DONE;
    });
    int done = 0;
    for (ItemResult item : settled.items()) done += item instanceof ItemResult.Done ? 1 : 0;
    topic.counters.acknowledged += done;
    if (done > 0) step.event(new QueueEvent.Acknowledged(done));
    return settled;
  }

  static QueueReply nack(Topic topic, Step step, Nack nack) {
    Optional<QueueReply> refused = tooLarge(topic, nack.items(), GROWTH_BYTES + UTF8_BYTES * nack.reason().map(String::length).orElse(0));
    if (refused.isPresent()) return refused.get();
    return each(topic, nack.dead(), nack.group(), nack.items(), place -> {
      if (!delivered(place)) return new ItemResult.NotFound();
      if (place.standing == Standing.DEAD_IN_FLIGHT) backToLane(topic, step, place);
      else if (nack.terminal()) Failing.rejected(topic, step, place, nack.reason());
      else Failing.failed(topic, step, place, true, nack.delayMillis(), nack.reason());
      return DONE;
    });
  }

  private static void backToLane(Topic topic, Step step, Place place) {
    topic.take(place);
    topic.put(place, Standing.DEAD);
    step.changed(place.message);
  }

  static QueueReply extend(Topic topic, Step step, Extend extend) {
    Optional<QueueReply> refused = tooLarge(topic, extend.items(), GROWTH_BYTES);
    if (refused.isPresent()) return refused.get();
    long visibilityMillis = extend.visibilityMillis().orElse(topic.settings.visibilityMillis());
    return each(topic, extend.dead(), extend.group(), extend.items(), place -> {
      if (!delivered(place)) return new ItemResult.NotFound();
      Standing standing = place.standing;
      topic.take(place);
      Delivering.visible(step, place, visibilityMillis);
      topic.put(place, standing);
      step.changed(place.message);
      return new ItemResult.Done(Optional.of(place.life.dueWallMillis));
    });
  }

  private static boolean delivered(Place place) {
    return place.standing == Standing.IN_FLIGHT || place.standing == Standing.DEAD_IN_FLIGHT;
  }

  private static Settled each(Topic topic, boolean dead, String group, List<ItemRef> items, Function<Place, ItemResult> settle) {
    List<ItemResult> results = new ArrayList<>(items.size());
    for (ItemRef item : items) results.add(one(topic, dead, group, item, settle));
    return new Settled(results);
  }

  private static ItemResult one(Topic topic, boolean dead, String group, ItemRef item, Function<Place, ItemResult> settle) {
    Message message = topic.ids.find(item.messageId());
    if (message == null) return new ItemResult.NotFound();
    Optional<Receipt> receipt = item.receipt().flatMap(Receipts::read);
    Place place = dead ? inLane(message, group, receipt) : inGroup(topic, message, group);
    if (place == null) return new ItemResult.NotFound();
    boolean current = item.receipt().isEmpty() || receipt.isPresent() && receipt.get().isOf(place);
    return current ? settle.apply(place) : new ItemResult.Stale(place.attempts());
  }

  private static Place inGroup(Topic topic, Message message, String name) {
    Group group = topic.groups.find(name);
    Place place = group == null ? null : message.in(group);
    return place == null || place.standing.dead() ? null : place;
  }

  /**
   * The lane has an entry for each group a message died in. A receipt says which; without one it is the entry that is being delivered, then the one of the
   * group that is named, then the first.
   */
  private static Place inLane(Message message, String group, Optional<Receipt> receipt) {
    Place best = null;
    int bestRank = -1;
    for (Place place = message.places; place != null; place = place.nextOfMessage) {
      if (!place.standing.dead()) continue;
      boolean meant = receipt.isPresent() && receipt.get().lane() == place.group.lane;
      int rank = (meant ? 4 : 0) + (place.standing == Standing.DEAD_IN_FLIGHT ? 2 : 0) + (place.group.name().equals(group) ? 1 : 0);
      if (rank <= bestRank) continue;
      best = place;
      bestRank = rank;
    }
    return best;
  }
}
