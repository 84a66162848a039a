package io.dss.node.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far somebody knows the changes of each node: the life of its feed, and the number of the last one. Opaque to callers. */
record Cursor(SortedMap<NodeId, Place> places) {
  private static final int VERSION = 1;

  record Place(long life, long number) {}

  Cursor {
    places = new TreeMap<>(places);
  }

  static Cursor none() {
    return new Cursor(new TreeMap<>());
  }

  Cursor with(NodeId node, long life, long number) {
    TreeMap<NodeId, Place> next = new TreeMap<>(places);
    next.put(node, new Place(life, number));
    return new Cursor(next);
  }

  Cursor without(NodeId node) {
    TreeMap<NodeId, Place> next = new TreeMap<>(places);
    next.remove(node);
    return new Cursor(next);
  }

  String text() {
    BinaryWriter out = new BinaryWriter().u8(VERSION).count(places.size());
    places.forEach((node, place) -> out.node(node).count(place.life()).count(place.number()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes());
  }

  /** @throws IllegalArgumentException if no {@link #text} is like that */
  static Cursor parse(String text) {
    try {
      BinaryReader in = new BinaryReader(Base64.getUrlDecoder().decode(text));
      in.version(VERSION, "cursor");
      TreeMap<NodeId, Place> places = new TreeMap<>();
      for (int left = in.size(3); left > 0; left--) places.put(in.node(), new Place(in.count(), in.count()));
      in.end();
      return new Cursor(places);
    } catch (MalformedBinary malformed) {
      throw new IllegalArgumentException("no cursor of a stream of changes: " + malformed.getMessage());
    }
  }
}
