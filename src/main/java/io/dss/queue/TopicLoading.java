package io.dss.queue;

import io.dss.queue.Place.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Builds a topic from what a store has: first everything is taken in as it comes, then it is put where it belongs. */
final class TopicLoading implements TopicState.Loading {
  private final Topic topic;
  private final Interned names = new Interned();

  TopicLoading(Topic topic) {
    this.topic = topic;
  }

  @Override
  public void accept(Stored stored) {
    if (stored instanceof Stored.Envelope envelope) topic.sequences.put(EnvelopeCodec.decoded(envelope, topic.groups, names));
    else note((Stored.Note) stored);
  }

  private void note(Stored.Note note) {
    String name = note.name();
    if (name.startsWith(IdWindow.NOTE)) topic.window.load(note.value());
    else if (name.startsWith(KeptResults.NOTE)) topic.results.load(note.value());
    else if (name.startsWith(GroupNotes.GROUP)) GroupNotes.readGroup(note.value(), topic.groups);
    else if (name.startsWith(GroupNotes.PARKED)) GroupNotes.readParked(note.value(), topic.groups);
    else if (name.equals(Counters.NOTE)) topic.counters.load(note.value());
    else if (name.equals(SettingsCodec.NOTE)) configured(note.value());
    else throw new IllegalStateException("topic '" + topic.name + "' has a note '" + name + "' that this build does not know");
  }

  private void configured(byte[] value) {
    topic.settings = SettingsCodec.read(value);
    topic.configured = true;
  }

  @Override
  public TopicState finish(Now now) {
    topic.last = now;
    topic.window.loaded(now);
    topic.results.loaded(now);
    List<Message> inOrder = new ArrayList<>(topic.sequences.size());
    for (Message message : topic.sequences.all()) inOrder.add(message);
    inOrder.sort(Comparator.comparingLong(Message::order));
    for (Message message : inOrder) place(message, now);
    topic.forwarding.begin(topic);
    topic.trimming = topic.settings.onFull() == TopicSettings.OnFull.DROP_OLDEST;
    return new TopicState(topic);
  }

  private void place(Message message, Now now) {
    topic.counters.seen(message.order());
    topic.add(message);
    topic.due.schedule(message);
    for (Place place : Topic.places(message)) {
      if (!place.group.begun()) throw new IllegalStateException("message " + message.sequence + " is of group " + place.group.lane + ", which is not there");
      Standing standing = resumed(place, now);
      if (standing != place.standing) topic.endedUnowned.add(message);
      topic.put(place, standing);
    }
  }

  /**
   * A delivery or a rest keeps its end, as the wall clock has it, and never lasts longer than it was meant to. A delivery that ended while nobody owned the
   * topic comes again at once, but is no failure: whoever had it could not have acknowledged it.
   */
  private static Standing resumed(Place place, Now now) {
    if (!place.standing.timed()) return place.standing;
    Life life = place.life;
    long leftMillis = Math.max(0, Math.min(life.dueWallMillis - now.wallMillis(), life.lengthMillis));
    if (leftMillis == 0 || keyHeld(place)) return place.standing == Standing.DEAD_IN_FLIGHT ? Standing.DEAD : Standing.READY;
    life.dueMonotonicMillis = now.monotonicMillis() + leftMillis;
    return place.standing;
  }

  /**
   * Whether another of its key is in flight or rests. That is stored only if an owner saw a delivery as ended, gave out the next, and died before it had stored
   * the end of the first, and then the wall clock was set back: the first has ended.
   */
  private static boolean keyHeld(Place place) {
    if (!place.standing.holdsKey() || place.message.key().isEmpty()) return false;
    KeyOrder order = place.group.keys.find(place.message.key().get());
    return order != null && order.active != null;
  }
}
