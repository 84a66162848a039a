package io.dss.server.rest;

import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Keys;
import io.dss.node.cache.Caches.LineDescribed;
import io.dss.node.cache.Caches.LineShown;
import io.dss.protocol.JsonText;
import java.util.List;

/** Lines as the contract writes them. */
final class LineJson {
  private LineJson() {}

  static String lines(List<LineShown> lines) {
    JsonText out = new JsonText().object().array("lines");
    for (LineShown it : lines) {
      out.object().field("key", it.key()).field("state", it.state().name()).field("version", it.version().text()).field("dirty", it.dirty());
      out.field("size", it.bytes()).seconds("age", it.sinceMillis()).seconds("unused", it.ageMillis()).end();
    }
    return out.end().end().toString();
  }

  static String line(String key, LineDescribed it) {
    JsonText out = new JsonText().object().field("key", key).field("state", it.state().name()).field("version", it.version().text());
    out.object("directory").field("home", it.home().value());
    it.owner().map(NodeId::value).ifPresentOrElse(owner -> out.field("owner", owner), () -> out.nullField("owner"));
    out.array("sharers");
    for (NodeId sharer : it.sharers()) out.value(sharer.value());
    return out.end().field("version", it.directoryVersion().text()).end().end().toString();
  }

  /** {@code next} is what to give as {@code after} for the next page; null on the last one. */
  static String keys(Keys found) {
    JsonText out = new JsonText().object().array("keys");
    found.keys().forEach(out::value);
    out.end();
    if (found.more() && !found.keys().isEmpty()) out.field("next", found.keys().get(found.keys().size() - 1));
    else out.nullField("next");
    return out.end().toString();
  }
}
