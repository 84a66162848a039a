package io.dss.queue;

import io.dss.kernel.Utf8;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Messages by id: a hash table whose chains go through the messages themselves, so that an entry costs some six bytes where one of a map costs fifty. Ids are
 * chosen by clients, perhaps so that they collide: what does not find room in a short chain goes into a tree.
 */
final class IdTable {
  private static final int CHAIN = 16;
  private static final int FIRST_BUCKETS = 64;

  private Message[] buckets = new Message[FIRST_BUCKETS];
  private final TreeMap<String, Message> crowded = new TreeMap<>();
  private int chained;

  int size() {
    return chained + crowded.size();
  }

  /** The message, or null. */
  Message find(String id) {
    byte[] bytes = Utf8.bytes(id);
    for (Message at = buckets[bucket(bytes)]; at != null; at = at.nextOfId) {
      if (Arrays.equals(at.id, bytes)) return at;
    }
    return crowded.isEmpty() ? null : crowded.get(id);
  }

  /** @param message whose id is not there */
  void add(Message message) {
    if (chained >= buckets.length) grow();
    chain(message);
  }

  private void chain(Message message) {
    int bucket = bucket(message.id);
    int length = 0;
    for (Message at = buckets[bucket]; at != null; at = at.nextOfId) length++;
    if (length >= CHAIN) {
      crowded.put(message.id(), message);
      return;
    }
    message.nextOfId = buckets[bucket];
    buckets[bucket] = message;
    chained++;
  }

  void remove(Message message) {
    int bucket = bucket(message.id);
    Message before = null;
    for (Message at = buckets[bucket]; at != null; before = at, at = at.nextOfId) {
      if (at != message) continue;
      if (before == null) buckets[bucket] = message.nextOfId;
      else before.nextOfId = message.nextOfId;
      message.nextOfId = null;
      chained--;
      return;
    }
    crowded.remove(message.id());
  }

  private void grow() {
    Message[] old = buckets;
    buckets = new Message[old.length * 2];
    chained = 0;
    for (Message first : old) {
      for (Message at = first; at != null;) {
        Message next = at.nextOfId;
        at.nextOfId = null;
        chain(at);
        at = next;
      }
    }
  }

  private int bucket(byte[] id) {
    int hash = Arrays.hashCode(id) * 0x9e3779b9;
    return (hash ^ hash >>> 15) & buckets.length - 1;
  }
}
