package io.dss.launch;

import java.util.ArrayList;
import java.util.List;

/** What is printed once every node is ready: the table of nodes, and commands to try. */
final class Summary {
  private static final String ROW = "%-14s  %-18s  %-22s  %s";

  private Summary() {}

  static List<String> lines(List<NodePlan> nodes, String leader) {
    List<String> lines = new ArrayList<>(List.of("", ROW.formatted("NODE", "ROLES", "URL", "LEADER")));
    for (NodePlan node : nodes) {
      lines.add(ROW.formatted(node.id(), String.join(",", node.roles()), node.url(), node.id().equals(leader) ? "leader" : "-"));
    }
    lines.add("");
    lines.addAll(commands(nodes));
    lines.add("");
    return List.copyOf(lines);
  }

  /** Each goes to another node where there is another: any node takes any call. */
  private static List<String> commands(List<NodePlan> nodes) {
    return List.of(
        post(nodes.get(0), "/lock/acquire", "{\"lock_name\":\"invoice-42\",\"client_id\":\"alice\",\"timeout\":60}"),
        post(nodes.get(1 % nodes.size()), "/lock/acquire", "{\"lock_name\":\"invoice-42\",\"client_id\":\"bob\"}"),
        "curl -s " + nodes.get(2 % nodes.size()).url() + "/locks/invoice-42",
        post(nodes.get(0), "/lock/release", "{\"lock_name\":\"invoice-42\",\"client_id\":\"alice\"}"),
        "curl -s " + nodes.get(0).url() + "/raft");
  }

  private static String post(NodePlan node, String path, String body) {
    return "curl -s " + node.url() + path + " -H 'Content-Type: application/json' -d '" + body + "'";
  }
}
