package io.dss.cluster;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is in, as of one entry of the log.
 *
 * @param epoch of the last change of any kind; rises with every view
 * @param members sorted by node, one incarnation each, at most {@link Membership#MAX_NODES}
 * @param rings one for each role, in the order of {@link Role}; none before the cluster is formed. No ring's epoch is after {@code epoch}
 */
public record View(Epoch epoch, List<Member> members, List<RingView> rings) {
  /** Before the cluster is formed, and what a node has that has seen nothing yet. */
  public static final View NONE = new View(Epoch.NONE, List.of(), List.of());

  public View {
    members = List.copyOf(members);
    rings = List.copyOf(rings);
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i - 1).node().compareTo(members.get(i).node()) >= 0) throw new IllegalArgumentException("the members are not sorted");
    }
    if (members.size() > Membership.MAX_NODES) throw new IllegalArgumentException(members.size() + " members");
    if (rings.isEmpty() != epoch.equals(Epoch.NONE)) throw new IllegalArgumentException(rings.size() + " rings at " + epoch);
    if (!rings.isEmpty()) checkRings(epoch, members, rings);
  }

  private static void checkRings(Epoch epoch, List<Member> members, List<RingView> rings) {
    if (rings.size() != Role.values().length) throw new IllegalArgumentException(rings.size() + " rings");
    for (Role role : Role.values()) {
      RingView ring = rings.get(role.ordinal());
      if (ring.role() != role || ring.epoch().isAfter(epoch) || !ring.members().equals(ofRole(members, role))) {
        throw new IllegalArgumentException("the ring of " + role + " at " + epoch + " is not that of its members");
      }
    }
  }

  static View formed(Epoch epoch) {
    List<RingView> rings = new ArrayList<>();
    for (Role role : Role.values()) rings.add(new RingView(role, epoch, Optional.empty(), List.of()));
    return new View(epoch, List.of(), rings);
  }

  /** The ring of {@code role}; empty only in {@link #NONE}. */
  public Optional<RingView> ring(Role role) {
    return rings.isEmpty() ? Optional.empty() : Optional.of(rings.get(role.ordinal()));
  }

  public Optional<Member> member(NodeId node) {
    return members.stream().filter(member -> member.node().equals(node)).findFirst();
  }

  public boolean contains(Incarnation incarnation) {
    return member(incarnation.node()).filter(member -> member.incarnation().equals(incarnation)).isPresent();
  }

  /** The rings {@code incarnation} is in, with their epochs. */
  public Map<Role, Epoch> ringsOf(Incarnation incarnation) {
    Map<Role, Epoch> epochs = new EnumMap<>(Role.class);
    for (RingView ring : rings) if (ring.contains(incarnation)) epochs.put(ring.role(), ring.epoch());
    return epochs;
  }

  /** This view with {@code newMembers} as of {@code at}. A ring whose members stay keeps its epoch: a change of queue nodes leaves caches alone. */
  View changed(Epoch at, List<Member> newMembers) {
    List<RingView> newRings = new ArrayList<>();
    for (RingView ring : rings) newRings.add(ring.changed(at, ofRole(newMembers, ring.role())));
    return new View(at, newMembers, newRings);
  }

  private static List<Incarnation> ofRole(List<Member> members, Role role) {
    return members.stream().filter(member -> member.roles().contains(role)).map(Member::incarnation).toList();
  }
}
