package io.dss.queue;

/** A consumer group: gets every message that is published after it began, once. */
final class Group {
  static final String DEFAULT = "default";

  /** Numbers the groups of a topic in the order in which they began; 0 is the default group. Durable, never used again. */
  final int lane;
  final ReadyQueue ready = new ReadyQueue();
  final Keys keys = new Keys(this);
  final Consumers consumers = new Consumers();
  final WaitingLine line = new WaitingLine();
  /** Deliveries by this owner; every so many one goes to the oldest. */
  long deliveries;
  private final long[] counts = new long[MessageState.values().length];
  private String name;

  Group(int lane) {
    this.lane = lane;
  }

  /** Whether messages are published to it. */
  boolean begun() {
    return name != null;
  }

  String name() {
    return name;
  }

  void begin(String named) {
    name = named;
  }

  long count(MessageState state) {
    return counts[state.ordinal()];
  }

  void count(Place.Standing standing, int more) {
    if (standing.state != null) counts[standing.state.ordinal()] += more;
  }
}
