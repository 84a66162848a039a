package io.dss.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The groups of a topic by number and by name. The default group is always there but begins with the first message. */
final class Groups {
  private final List<Group> byLane = new ArrayList<>();
  private final TreeMap<String, Group> byName = new TreeMap<>();

  Groups() {
    lane(0);
  }

  Group standard() {
    return byLane.get(0);
  }

  /** The group of this number, which has a name now or will be given one by {@link #begin}. */
  Group lane(int lane) {
    while (byLane.size() <= lane) byLane.add(new Group(byLane.size()));
    return byLane.get(lane);
  }

  /** Null if no such group has begun; the default group is always found. */
  Group find(String name) {
    return name.equals(Group.DEFAULT) ? standard() : byName.get(name);
  }

  void begin(Group group, String name) {
    group.begin(name);
    byName.put(name, group);
  }

  /** A group that is not the default group; they may be as many as leave room for that one. */
  Group create(String name) {
    Group group = lane(byLane.size());
    begin(group, name);
    return group;
  }

  boolean full() {
    return byLane.size() >= QueueLimits.GROUPS;
  }

  boolean none() {
    return byName.isEmpty();
  }

  /** In the order of their numbers, the default group first, begun or not. */
  List<Group> all() {
    return byLane;
  }

  /** Those that have begun, by name. */
  Collection<Group> begun() {
    return byName.values();
  }
}
