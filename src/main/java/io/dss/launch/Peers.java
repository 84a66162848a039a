package io.dss.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The environment variables that tell a node who it is and who its peers are. */
public final class Peers {
  private Peers() {}

  /** The whole topology as node {@code self} is told it; every node is reached at its own URL. */
  public static SortedMap<String, String> environment(NodePlan self, List<NodePlan> all) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("NODE_ID", self.id());
    environment.put("RAFT_PEERS", json(urlsOf("lock", all)));
    environment.put("QUEUE_NODES", json(urlsOf("queue", all)));
    environment.put("CACHE_PEERS", json(urlsOf("cache", all)));
    return environment;
  }

  /** A JSON object of node id to URL. Neither may hold what JSON would have to escape: both are ours, or a test's. */
  public static String json(Map<String, String> urlsById) {
    StringBuilder json = new StringBuilder("{");
    urlsById.forEach((id, url) -> json.append(json.length() == 1 ? "" : ",").append(quoted(id)).append(':').append(quoted(url)));
    return json.append('}').toString();
  }

  private static Map<String, String> urlsOf(String role, List<NodePlan> all) {
    Map<String, String> urls = new LinkedHashMap<>();
    all.stream().filter(node -> node.roles().contains(role)).forEach(node -> urls.put(node.id(), node.url()));
    return urls;
  }

  private static String quoted(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
      throw new IllegalArgumentException("not plain enough for a peer list: " + text);
    }
    return '"' + text + '"';
  }
}
