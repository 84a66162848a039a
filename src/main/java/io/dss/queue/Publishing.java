package io.dss.queue;

import io.dss.queue.Place.Standing;
import io.dss.queue.QueueCommand.Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Takes new messages in, all of a call or none. One whose id is there, or was within the window, is not new. */
final class Publishing {
  /** An envelope without names and groups. */
  private static final int MESSAGE_BYTES = 100;
  private static final int UTF8_BYTES = 3;
  /** Of a group in an envelope; one in which the message is dead at once. */
  private static final int ALIVE_BYTES = 2;
  private static final int DEAD_BYTES = 74;

  private Publishing() {}

  static QueueReply apply(Topic topic, Step step, Publish publish) {
    TreeSet<String> ids = new TreeSet<>();
    List<String> names = new ArrayList<>();
    List<Boolean> duplicates = new ArrayList<>();
    List<NewMessage> fresh = new ArrayList<>();
    long bytes = 0;
    for (NewMessage message : publish.messages()) {
      boolean known = topic.ids.find(message.messageId()) != null || topic.window.contains(message.messageId(), step.now) || !ids.add(message.messageId());
      names.add(message.messageId());
      duplicates.add(known);
      if (known) continue;
      fresh.add(message);
      bytes += message.body().length;
    }
    if (topic.sequences.size() + (long) fresh.size() > topic.mostMessages) return new QueueReply.LimitReached("messages", topic.mostMessages);
    if (fresh.size() > 1 && written(topic, fresh) > QueueLimits.COMMAND_BYTES) return new QueueReply.LimitReached("bytes of one publish", QueueLimits.COMMAND_BYTES);
    Optional<QueueReply> full = Room.make(topic, step, fresh.size(), bytes);
    if (full.isPresent()) return full.get();
    begin(topic, step);
    for (NewMessage message : fresh) add(topic, step, message);
    topic.counters.published += fresh.size();
    if (!fresh.isEmpty()) step.event(new QueueEvent.Published(fresh.size(), bytes));
    return new QueueReply.Published(names, duplicates);
  }

  /** What the store has to write of it at the most; the ids again for the result under an Idempotency-Key. */
  private static long written(Topic topic, List<NewMessage> fresh) {
    long bytes = 0;
    int groups = topic.groups.all().size();
    for (NewMessage message : fresh) {
      boolean over = message.ttlMillis().isPresent() && message.ttlMillis().get() <= 0;
      int characters = 2 * message.messageId().length() + message.key().map(String::length).orElse(0);
      bytes += MESSAGE_BYTES + groups * (over ? DEAD_BYTES : ALIVE_BYTES) + UTF8_BYTES * characters + message.body().length;
    }
    return bytes;
  }

  private static void begin(Topic topic, Step step) {
    Group standard = topic.groups.standard();
    if (standard.begun()) return;
    topic.groups.begin(standard, Group.DEFAULT);
    step.note(GroupNotes.stored(standard));
  }

  private static void add(Topic topic, Step step, NewMessage published) {
    Message message = message(topic, step.now, published);
    List<Group> groups = topic.groups.all();
    // From the last, because the places of a message are linked in the order of the groups and the front is where adding is cheap.
    for (int lane = groups.size() - 1; lane >= 0; lane--) {
      if (groups.get(lane).begun()) message.add(new Place(message, groups.get(lane)));
    }
    topic.add(message);
    for (Place place : Topic.places(message)) topic.put(place, message.delayed() ? Standing.DELAYED : Standing.READY);
    topic.due.schedule(message);
    step.kept(message, published.body());
    if (message.expired(step.now)) Expiring.expire(topic, step, message);
  }

  private static Message message(Topic topic, Now now, NewMessage published) {
    Message message = new Message(topic.counters.next(), published.messageId(), now.wallMillis(), published.body().length, published.priority());
    boolean plain = published.key().isEmpty() && published.delayMillis() <= 0 && published.ttlMillis().isEmpty();
    if (plain) return message;
    long expires = published.ttlMillis().isEmpty() ? Extras.NEVER : now.wallMillis() + published.ttlMillis().get();
    long delayed = published.delayMillis() <= 0 ? Extras.NEVER : now.wallMillis() + published.delayMillis();
    message.extras = new Extras(published.key(), expires, delayed, message.sequence);
    return message;
  }
}
