package io.dss.server.config;

import io.dss.kernel.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The nodes as the lists name them, and which one this is. */
public record Topology(NodeId self, SortedMap<NodeId, Member> members) {
  /** @param roles in the order of {@link Role} */
  public record Member(PeerUrl url, Set<Role> roles) {
    public Member {
      roles = Collections.unmodifiableSet(new TreeSet<>(roles));
    }
  }

  public Topology {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  public boolean hasPeers() {
    return members.size() > 1;
  }

  public Set<Role> ownRoles() {
    return members.get(self).roles();
  }

  /** Those that have it, in the order of their ids. */
  public List<NodeId> nodes(Role role) {
    return members.entrySet().stream().filter(member -> member.getValue().roles().contains(role)).map(Map.Entry::getKey).toList();
  }
}
