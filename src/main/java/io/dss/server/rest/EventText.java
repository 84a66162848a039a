package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.ChangePage;
import io.dss.node.cache.Caches.ChangeShown;
import io.dss.protocol.JsonText;
import java.util.List;

/** Changes as Server-Sent Events (HTML, 9.2.6). An {@code id} is the position right after its event. */
final class EventText {
  /** When a client comes back whose stream ended. */
  private static final int RETRY_MILLIS = 1_000;

  private EventText() {}

  /** Begins a stream. An event without data is none, but its {@code id} is kept. */
  static byte[] opening(String cursor) {
    return bytes("retry: " + RETRY_MILLIS + "\nid: " + cursor + "\n\n");
  }

  /** A page without changes is a heartbeat, as the cursor may have moved over changes that are not asked for. */
  static byte[] page(ChangePage page, String before) {
    StringBuilder out = new StringBuilder();
    // What is missing was before what is here, so whoever has seen it must not be told again when it comes back.
    if (!page.gaps().isEmpty()) event(out, page.changes().isEmpty() ? page.cursor() : before, "gap", gap(page.gaps()));
    for (ChangeShown each : page.changes()) event(out, each.cursor(), Fields.word(each.change()), change(each));
    if (page.changes().isEmpty() && page.gaps().isEmpty()) out.append(": heartbeat\nid: ").append(page.cursor()).append("\n\n");
    return bytes(out.toString());
  }

  /** A comment, which clients skip: it shows that the connection lives. */
  static byte[] comment(String text) {
    return bytes(": " + text + "\n\n");
  }

  private static void event(StringBuilder out, String id, String kind, String data) {
    out.append("id: ").append(id).append("\nevent: ").append(kind).append("\ndata: ").append(data).append("\n\n");
  }

  private static String change(ChangeShown it) {
    return new JsonText().object().field("key", it.key()).field("version", it.version().text()).field("node", it.node().value()).end().toString();
  }

  private static String gap(List<NodeId> nodes) {
    JsonText out = new JsonText().object().array("nodes");
    for (NodeId node : nodes) out.value(node.value());
    return out.end().end().toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
