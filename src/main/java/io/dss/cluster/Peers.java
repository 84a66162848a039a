package io.dss.cluster;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one leader knows of all nodes, and the waits that follow from it. A wait of W is over when the clock reads more than W later: readings are
 * whole milliseconds, and a difference of exactly W may be a moment short of it.
 */
final class Peers {
  /** Members and those who want to become one, a second incarnation of each included. */
  static final int MAX_PEERS = 2 * Membership.MAX_NODES;

  private final long electedAtMillis;
  private final SortedMap<Incarnation, Peer> peers = new TreeMap<>();
  /** From when silence counts: the election, or the end of the leader's own last pause. */
  private long listeningSinceMillis;

  Peers(long electedAtMillis) {
    this.electedAtMillis = electedAtMillis;
    this.listeningSinceMillis = electedAtMillis;
  }

  void listenAnew(long nowMillis) {
    listeningSinceMillis = nowMillis;
  }

  Optional<Peer> find(Incarnation incarnation) {
    return Optional.ofNullable(peers.get(incarnation));
  }

  /** What is known of {@code incarnation}, which is a member or of which there is room to know. */
  Peer of(Incarnation incarnation) {
    return peers.computeIfAbsent(incarnation, key -> new Peer());
  }

  boolean full() {
    return peers.size() >= MAX_PEERS;
  }

  /** The highest incarnation of {@code node} that was heard of and is above {@code number}. */
  Optional<Incarnation> above(NodeId node, long number) {
    SortedMap<Incarnation, Peer> higher = peers.tailMap(new Incarnation(node, number + 1));
    return higher.keySet().stream().takeWhile(x -> x.node().equals(node)).reduce((lower, x) -> x);
  }

  /** Those who are not in and may join, sorted. */
  Iterable<Incarnation> joiners(Membership table) {
    return peers.keySet().stream().filter(x -> x.number() > table.highestIncarnation(x.node())).toList();
  }

  /** Rules 2 and 3: every lease of {@code x} is surely over. What an older leader granted was sent before the election. */
  boolean over(Incarnation x, Membership table, long nowMillis) {
    Optional<Peer> peer = find(x);
    if (peer.filter(Peer::stopped).isPresent()) return true;
    long basisMillis = peer.map(Peer::basisMillis).orElse(Peer.NEVER);
    return nowMillis - Math.max(electedAtMillis, basisMillis) > table.coveringRemovalMillis();
  }

  boolean heard(Incarnation x, Membership table, long nowMillis) {
    return find(x).filter(peer -> nowMillis - peer.heardAtMillis() <= table.terms().heardMillis()).isPresent();
  }

  /** Whether any other node is heard, member or not. */
  boolean hearsOtherThan(NodeId self, Membership table, long nowMillis) {
    return peers.keySet().stream().anyMatch(x -> !x.node().equals(self) && heard(x, table, nowMillis));
  }

  /** For removal-time no heartbeat has shown that {@code x} gets answers. */
  boolean silent(Incarnation x, Membership table, long nowMillis) {
    long sinceMillis = find(x).map(Peer::silentSinceMillis).orElse(Peer.NEVER);
    return nowMillis - Math.max(listeningSinceMillis, sinceMillis) > table.terms().removalMillis();
  }

  boolean proven(Incarnation x, Membership table, long nowMillis) {
    return find(x).filter(peer -> nowMillis - peer.provenAtMillis() <= table.terms().removalMillis()).isPresent();
  }

  /** Forgets who is out, and who wanted to join and is not heard any more. */
  void prune(Membership table, long nowMillis) {
    peers.entrySet().removeIf(entry -> {
      Incarnation x = entry.getKey();
      if (table.view().contains(x)) return false;
      return x.number() <= table.highestIncarnation(x.node()) || nowMillis - entry.getValue().heardAtMillis() > table.terms().removalMillis();
    });
  }
}
