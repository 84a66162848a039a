package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a new home makes of the reports: the directory, what each node is told when the bucket opens, and what is to be done for a key before its first request.
 * The newest version wins. An owner has it. Without one it is in main memory if somebody reads a shared line of it; else it is written there first.
 */
final class Settling {
  private final Site site;
  private final HomeSide home;
  private final Backups backups;
  private final TreeMap<NodeId, List<Message.Resumed>> resumed = new TreeMap<>();
  private final TreeMap<String, List<NodeId>> released = new TreeMap<>();

  Settling(Site site, HomeSide home, Backups backups) {
    this.site = site;
    this.home = home;
    this.backups = backups;
  }

  void settle(Recovery recovery) {
    recovery.claims().forEach(this::settle);
    home.open();
    for (NodeId node : site.view().nodes()) {
      for (Message part : Parts.resumes(resumed.getOrDefault(node, List.of()))) site.send(node, part);
    }
    released.forEach((key, nodes) -> nodes.forEach(node -> site.send(node, key, new Message.Release())));
    home.begin();
  }

  private void settle(String key, List<Recovery.Claim> claims) {
    List<Recovery.Claim> owners = claims.stream().filter(claim -> claim.state().owns()).toList();
    Invariant.check(owners.size() <= 1, "two owners of %s: %s", key, owners);
    if (owners.isEmpty()) {
      unowned(key, claims);
    } else {
      owned(key, claims, owners.get(0));
    }
  }

  private void owned(String key, List<Recovery.Claim> claims, Recovery.Claim owner) {
    Version newest = owner.version();
    for (Recovery.Claim claim : claims) {
      Invariant.check(!claim.newest().isAfter(newest), "%s: the owner has %s, and another %s", key, owner, claim);
      Invariant.check(claim == owner || !claim.state().readable(), "%s: %s owns it, and %s reads it", key, owner, claim);
    }
    home.directory().own(key, owner.node(), newest);
    List<NodeId> copies = nodes(claims, LineState.W);
    Optional<NodeId> keeper = site.keeper(owner.node());
    if (owner.state().dirty() && site.through(owner.node())) {
      Turn turn = waits(key, HomeState.THROUGH_WRITE, owner.held().entry(), copies, keepers(claims, Optional.empty()));
      turn.through = Optional.of(owner.held().entry());
      turn.refusable = false;
    } else if (owner.state().dirty() && keeper.isPresent() && owner.node().equals(site.self) && !keeps(claims, keeper.get(), newest)) {
      Turn turn = waits(key, HomeState.SETTLE_BACKUP, owner.held().entry(), copies, keepers(claims, keeper));
      turn.unanswered = owner.state() == LineState.MB;
    } else {
      safe(key, claims, owner, owner.state().dirty() ? keeper : Optional.empty(), copies);
    }
  }

  private void safe(String key, List<Recovery.Claim> claims, Recovery.Claim owner, Optional<NodeId> keeper, List<NodeId> copies) {
    if (keeper.filter(site.self::equals).isPresent()) backups.keep(key, owner.held().entry());
    if (keeper.isPresent() && !keeper.get().equals(site.self)) backups.lend(key, owner.version());
    for (Recovery.Claim claim : claims) {
      if (claim.held().backup().isPresent() || claim.state() == LineState.MB) resume(claim.node(), key, owner.version(), keeper);
    }
    if (!copies.isEmpty()) released.put(key, copies);
  }

  private void unowned(String key, List<Recovery.Claim> claims) {
    Version shared = Version.NONE;
    Version newest = Version.NONE;
    for (Recovery.Claim claim : claims) {
      if (claim.newest().isAfter(newest)) newest = claim.newest();
      if (claim.state() == LineState.S && claim.version().isAfter(shared)) shared = claim.version();
    }
    List<NodeId> readers = readers(key, claims, newest);
    if (!readers.isEmpty()) home.directory().share(key, readers, newest);
    List<NodeId> copies = nodes(claims, LineState.W);
    copies.addAll(nodes(claims, LineState.MS));
    if (newest.isAfter(shared)) {
      waits(key, HomeState.SETTLE_READ, newest(claims, newest), copies, keepers(claims, Optional.empty()));
    } else {
      for (Recovery.Claim claim : claims) if (claim.held().backup().isPresent()) resume(claim.node(), key, newest, Optional.empty());
      if (!copies.isEmpty()) released.put(key, copies);
    }
  }

  /** Nobody is given leave to write before all readers have said that they read no more: so what is read is the newest. */
  private static List<NodeId> readers(String key, List<Recovery.Claim> claims, Version newest) {
    List<NodeId> readers = new ArrayList<>();
    for (Recovery.Claim claim : claims) {
      if (!claim.state().readable()) continue;
      Invariant.check(claim.version().equals(newest), "%s: %s, but the newest is %s", key, claim, newest);
      readers.add(claim.node());
    }
    return readers;
  }

  private static Entry newest(List<Recovery.Claim> claims, Version newest) {
    for (Recovery.Claim claim : claims) {
      if (claim.held().dirty() && claim.version().equals(newest)) return claim.held().entry();
      if (claim.held().backup().isPresent() && claim.backup().equals(newest)) return claim.held().backup().get();
    }
    throw new IllegalStateException("nobody has " + newest);
  }

  private Turn waits(String key, HomeState state, Entry entry, List<NodeId> release, List<NodeId> forget) {
    Turn turn = home.turn(key);
    turn.state = state;
    turn.entry = entry;
    turn.release = release;
    turn.forget = forget;
    return turn;
  }

  private void resume(NodeId node, String key, Version version, Optional<NodeId> keeper) {
    resumed.computeIfAbsent(node, none -> new ArrayList<>()).add(new Message.Resumed(key, version, keeper));
  }

  private static List<NodeId> nodes(List<Recovery.Claim> claims, LineState state) {
    return new ArrayList<>(claims.stream().filter(claim -> claim.state() == state).map(Recovery.Claim::node).toList());
  }

  private static boolean keeps(List<Recovery.Claim> claims, NodeId keeper, Version version) {
    return claims.stream().anyMatch(claim -> claim.node().equals(keeper) && claim.backup().equals(version));
  }

  private static List<NodeId> keepers(List<Recovery.Claim> claims, Optional<NodeId> but) {
    return claims.stream().filter(claim -> claim.held().backup().isPresent()).map(Recovery.Claim::node)
        .filter(node -> but.filter(node::equals).isEmpty()).toList();
  }
}
