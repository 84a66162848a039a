package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/** The stored form of groups and of their parked keys: a note for each. */
final class GroupNotes {
  static final String GROUP = "g/";
  static final String PARKED = "p/";
  private static final int VERSION = 1;

  private GroupNotes() {}

  static Stored.Note stored(Group group) {
    return new Stored.Note(GROUP + group.lane, new BinaryWriter().u8(VERSION).count(group.lane).string(group.name()).toBytes());
  }

  static Stored.Note parked(KeyOrder order) {
    BinaryWriter out = new BinaryWriter().u8(VERSION).count(order.group.lane).string(order.key).count(order.parkedBy);
    return new Stored.Note(parkedName(order), out.toBytes());
  }

  static String parkedName(KeyOrder order) {
    return PARKED + order.group.lane + '/' + order.key;
  }

  static void readGroup(byte[] value, Groups groups) {
    BinaryReader in = reader(value);
    Group group = group(in, groups);
    groups.begin(group, in.string());
  }

  static void readParked(byte[] value, Groups groups) {
    BinaryReader in = reader(value);
    Keys keys = group(in, groups).keys;
    keys.park(keys.obtain(in.string()), in.count());
  }

  private static BinaryReader reader(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of a group");
    return in;
  }

  private static Group group(BinaryReader in, Groups groups) {
    long lane = in.count();
    if (lane >= QueueLimits.GROUPS) throw new MalformedBinary("group " + lane);
    return groups.lane((int) lane);
  }
}
