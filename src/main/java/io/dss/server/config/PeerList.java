package io.dss.server.config;

import io.dss.kernel.NodeId;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** Reads one of the peers' lists, in its order. Streamed, because a tree of it would have lost the ids that come twice. */
final class PeerList {
  private static final String FORM = "an object of node id to URL, or an array of URLs, is due";

  private PeerList() {}

  /** @throws IllegalArgumentException with what is wrong */
  static Map<NodeId, PeerUrl> parse(String text) {
    try (JsonParser parser = Json.createParser(new StringReader(text))) {
      Event first = parser.next();
      Map<NodeId, PeerUrl> peers =
          switch (first) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            default -> throw new IllegalArgumentException(FORM);
          };
      if (parser.hasNext()) throw new IllegalArgumentException("something follows the list; " + FORM);
      if (peers.isEmpty()) throw new IllegalArgumentException("it names no node; leave it out or name one");
      return peers;
    } catch (JsonException | NoSuchElementException e) {
      throw new IllegalArgumentException("it is not JSON; " + FORM, e);
    }
  }

  private static Map<NodeId, PeerUrl> object(JsonParser parser) {
    Map<NodeId, PeerUrl> peers = new LinkedHashMap<>();
    while (parser.next() == Event.KEY_NAME) {
      NodeId id = new NodeId(parser.getString());
      add(peers, id, url(parser, parser.next()));
    }
    return peers;
  }

  private static Map<NodeId, PeerUrl> array(JsonParser parser) {
    Map<NodeId, PeerUrl> peers = new LinkedHashMap<>();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      PeerUrl url = url(parser, event);
      add(peers, new NodeId(url.authority()), url);
    }
    return peers;
  }

  private static PeerUrl url(JsonParser parser, Event event) {
    if (event != Event.VALUE_STRING) throw new IllegalArgumentException("a URL is no string; " + FORM);
    return PeerUrl.parse(parser.getString());
  }

  private static void add(Map<NodeId, PeerUrl> peers, NodeId id, PeerUrl url) {
    if (peers.putIfAbsent(id, url) != null) throw new IllegalArgumentException("node " + id + " comes twice");
  }
}
