package io.dss.queue;

import io.dss.queue.Place.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The rooms of a topic, and the one door through which a place goes from one standing to another: {@link #take} it out of the structure it is in, change what
 * must be changed, {@link #put} it into the next. Every count is kept here.
 */
final class Topic {
  final String name;
  final String epoch;
  final int mostMessages;
  final Groups groups = new Groups();
  final Sequences sequences = new Sequences();
  final IdTable ids = new IdTable();
  final DueIndex due = new DueIndex();
  final DeadLane deadLane = new DeadLane();
  final Waiters waiters = new Waiters();
  final IdWindow window = new IdWindow();
  final KeptResults results = new KeptResults();
  final Counters counters = new Counters();
  final Forwarding forwarding = new Forwarding();
  TopicSettings settings;
  /** Whether the settings are stored; until then they are the defaults. */
  boolean configured;
  /** Messages with a delivery or a rest that ended while nobody owned the topic; it is not yet stored that it ended. */
  final ArrayDeque<Message> endedUnowned = new ArrayDeque<>();
  /** The group that is served first in the next step, as there is more for those who wait than one step may give; none: everybody was served. */
  OptionalInt unserved = OptionalInt.empty();
  /** Whether the settings became such that messages must be dropped. */
  boolean trimming;
  /** Of the last step. */
  Now last = new Now(0, Long.MIN_VALUE / 2);
  private long bytes;
  private long liveMessages;
  private long liveBytes;

  Topic(String name, String epoch) {
    this(name, epoch, QueueLimits.MESSAGES);
  }

  /** @param mostMessages fewer than {@link QueueLimits#MESSAGES}, for who cannot spare the memory of so many */
  Topic(String name, String epoch, int mostMessages) {
    this.name = name;
    this.epoch = epoch;
    this.mostMessages = mostMessages;
    this.settings = TopicSettings.defaults(name);
  }

  boolean exists() {
    return configured || !groups.none();
  }

  /** Bodies of all messages. */
  long bytes() {
    return bytes;
  }

  /** Messages that are not dead in every group they are in. */
  long liveMessages() {
    return liveMessages;
  }

  long liveBytes() {
    return liveBytes;
  }

  /** Whether dead messages stay here. */
  boolean keepsDead() {
    return settings.deadLetter().equals(name + TopicName.DEAD_SUFFIX);
  }

  void settings(TopicSettings changed, Step step) {
    settings = changed;
    configured = true;
    step.note(SettingsCodec.stored(changed));
  }

  int parkedKeys() {
    int parked = 0;
    for (Group group : groups.all()) parked += group.keys.parked();
    return parked;
  }

  /** Lists a message with its places, which have no standing yet. */
  void add(Message message) {
    sequences.put(message);
    ids.add(message);
    bytes += message.bodyBytes;
  }

  /** Takes a place out of where it is. It must be {@link #put} or {@link #done} in the same step. */
  void take(Place place) {
    Group group = place.group;
    group.count(place.standing, -1);
    if (place.standing.timed()) due.remove(place);
    if (place.standing == Standing.DEAD) deadLane.ready.remove(place);
    if (place.standing == Standing.READY || place.standing.holdsKey()) {
      if (place.message.key().isPresent()) group.keys.find(place.message.key().get()).remove(place);
      else if (place.standing == Standing.READY) group.ready.remove(place);
    }
    place.standing = Standing.NONE;
  }

  /** Puts a place that was taken, or is new, where it belongs from now on. Its due time is set before. */
  void put(Place place, Standing standing) {
    Group group = place.group;
    place.standing = standing;
    group.count(standing, 1);
    if (standing.timed()) due.add(place);
    if (standing == Standing.DEAD) deadLane.ready.add(place);
    if (standing == Standing.READY || standing.holdsKey()) {
      if (place.message.key().isPresent()) group.keys.obtain(place.message.key().get()).add(place);
      else if (standing == Standing.READY) group.ready.add(place);
    }
    settleKey(place);
    mark(place.message);
  }

  /** Its group is done with a place that is where it was, or was taken. With its last place the message goes. */
  void done(Place place, Step step) {
    if (place.standing != Standing.NONE) take(place);
    Message message = place.message;
    message.remove(place);
    settleKey(place);
    mark(message);
    if (message.places == null) forget(message, step);
    else step.changed(message);
  }

  private void forget(Message message, Step step) {
    due.unschedule(message);
    sequences.remove(message);
    ids.remove(message);
    bytes -= message.bodyBytes;
    window.add(message.id, step.now);
    step.forgotten(message);
  }

  private static void settleKey(Place place) {
    if (place.message.extras == null || place.message.extras.key.isEmpty()) return;
    KeyOrder order = place.group.keys.find(place.message.extras.key.get());
    if (order != null) place.group.keys.settle(order);
  }

  private void mark(Message message) {
    byte marks = Mark.of(message);
    int more = (marks & Mark.LIVE.bit()) - (message.marks & Mark.LIVE.bit());
    liveMessages += more;
    liveBytes += (long) more * message.bodyBytes;
    sequences.mark(message, marks);
  }

  /** The places of {@code message} as they are now, to walk over while they change. */
  static List<Place> places(Message message) {
    ArrayList<Place> places = new ArrayList<>(2);
    for (Place place = message.places; place != null; place = place.nextOfMessage) places.add(place);
    return places;
  }
}
