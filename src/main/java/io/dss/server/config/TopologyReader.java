package io.dss.server.config;

import io.dss.kernel.NodeId;
import io.dss.server.config.Topology.Member;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes the topology of the lists: their union; a list also gives its nodes the role. Without any list: this node alone, with every role. */
final class TopologyReader {
  private static final NodeId ALONE = new NodeId("node-1");
  private static final int PORT_ALONE = 8080;
  private final Mistakes mistakes;
  private final Predicate<String> isOwnHost;
  private final SortedMap<NodeId, Member> members = new TreeMap<>();
  private final SortedMap<String, NodeId> idsByAuthority = new TreeMap<>();

  TopologyReader(Mistakes mistakes, Predicate<String> isOwnHost) {
    this.mistakes = mistakes;
    this.isOwnHost = isOwnHost;
  }

  /** Empty if there are mistakes. */
  Optional<Topology> read(Map<Role, String> lists, Optional<NodeId> nodeId, OptionalInt ownPort) {
    if (lists.isEmpty()) return Optional.of(alone(nodeId.orElse(ALONE), ownPort));
    int before = mistakes.count();
    new EnumMap<>(lists).forEach(this::add);
    if (!lists.containsKey(Role.LOCK)) mistakes.add(Key.RAFT_PEERS, "is missing: other nodes are listed, and without lock nodes they have no leader");
    if (mistakes.count() > before) return Optional.empty();
    return nodeId.isPresent() ? named(nodeId.get()) : found(ownPort);
  }

  private static Topology alone(NodeId self, OptionalInt ownPort) {
    PeerUrl url = new PeerUrl("http", "localhost", ownPort.orElse(PORT_ALONE));
    SortedMap<NodeId, Member> only = new TreeMap<>();
    only.put(self, new Member(url, EnumSet.allOf(Role.class)));
    return new Topology(self, only);
  }

  private void add(Role role, String text) {
    try {
      PeerList.parse(text).forEach((id, url) -> add(role, id, url));
    } catch (IllegalArgumentException e) {
      mistakes.add(role.list(), e.getMessage());
    }
  }

  private void add(Role role, NodeId id, PeerUrl url) {
    NodeId sameUrl = idsByAuthority.putIfAbsent(url.authority(), id);
    if (sameUrl != null && !sameUrl.equals(id)) mistakes.add(role.list(), "nodes " + sameUrl + " and " + id + " have the same address " + url.authority());
    Member known = members.get(id);
    if (known != null && !known.url().equals(url)) {
      mistakes.add(role.list(), "node " + id + " has the URL " + url + " here and " + known.url() + " in another list");
    }
    Set<Role> roles = known == null ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(known.roles());
    roles.add(role);
    members.put(id, new Member(url, roles));
  }

  private Optional<Topology> named(NodeId self) {
    if (members.containsKey(self)) return Optional.of(new Topology(self, members));
    mistakes.add(Key.NODE_ID, "is " + self + ", which no list has; they have " + members.keySet());
    return Optional.empty();
  }

  private Optional<Topology> found(OptionalInt ownPort) {
    if (ownPort.isEmpty()) {
      mistakes.add(Key.NODE_ID, "is missing, and without " + Key.HTTP_PORT.property() + " no entry of the lists can be told to be this node");
      return Optional.empty();
    }
    List<NodeId> own =
        members.entrySet().stream()
            .filter(it -> it.getValue().url().port() == ownPort.getAsInt() && isOwnHost.test(it.getValue().url().host()))
            .map(Map.Entry::getKey)
            .toList();
    if (own.size() == 1) return Optional.of(new Topology(own.get(0), members));
    String which = own.isEmpty() ? "no entry of the lists has" : "the entries " + own + " have";
    mistakes.add(Key.NODE_ID, "is missing, and " + which + " this node's own host and port " + ownPort.getAsInt());
    return Optional.empty();
  }
}
