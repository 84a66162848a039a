package io.dss.node.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far somebody knows the changes of each node: the life of its feed, and the number of the last one. Opaque to callers. */
record Cursor(SortedMap<NodeId, Place> places) {
  /** Of a node that could not be asked when the stream began. */
  static final long NOW = -1;

  private static final int VERSION = 1;
  private static final int PLACE_BYTES = 3;

  /** @param life 0: unknown @param number of the last change that is known; {@link #NOW}: whatever is the last when it is asked */
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
    places.forEach((node, place) -> out.node(node).count(place.life()).count(place.number() + 1));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes());
  }

  /** Empty if no {@link #text} is like that. */
  static Optional<Cursor> parse(String text) {
    try {
      return Optional.of(read(new BinaryReader(Base64.getUrlDecoder().decode(text))));
    } catch (MalformedBinary | IllegalArgumentException no) {
      return Optional.empty();
    }
  }

  private static Cursor read(BinaryReader in) {
    in.version(VERSION, "cursor");
    TreeMap<NodeId, Place> places = new TreeMap<>();
    for (int left = in.size(PLACE_BYTES); left > 0; left--) places.put(in.node(), new Place(in.count(), in.count() - 1));
    in.end();
    return new Cursor(places);
  }
}
