package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** What the home does in each row of its table. */
final class HomeSteps {
  private final Site site;
  private final Backups backups;
  private Directory directory;
  private long grants;

  HomeSteps(Site site, Backups backups) {
    this.site = site;
    this.backups = backups;
  }

  HomeSteps copy(Site ofSite, Backups ofBackups) {
    HomeSteps copy = new HomeSteps(ofSite, ofBackups);
    copy.grants = grants;
    return copy;
  }

  void over(Directory of) {
    directory = of;
  }

  /** Grants are counted anew in each view. */
  void view() {
    grants = 0;
  }

  void carryOut(Row<HomeState, HomeEvent, HomeAction> row, NodeId from, String key, Turn turn, Message.ToHome said, Entry read) {
    if (row.state().base() && (said instanceof Message.GetS || said instanceof Message.GetM || said instanceof Message.PutM)) turn.asker = Optional.of(from);
    switch (row.action()) {
      case QUEUE -> queue(from, key, turn, said);
      case READ_STORE, INVALIDATE, COUNT -> towardsGrant(row, from, key, turn, said);
      case FETCH_TO_SHARE, FETCH_TO_OWN -> fetch(key, turn, row.action() == HomeAction.FETCH_TO_OWN);
      case GRANT_S, GRANT_E, GRANT_M, UPGRADE -> grant(row, from, key, turn, read);
      case SHARE_CLEAN, HAND_CLEAN, HAND_DIRTY, BACK_UP, HAND_BACKED, HANDED, SHARE_WRITTEN -> move(row, key, turn, said);
      case WRITE_BACK -> writeBack(key, turn, said instanceof Message.PutM put ? put.entry() : ((Message.FetchAck) said).entry());
      case PUT_WRITTEN -> putWritten(row, key, turn);
      case TOO_LATE -> tooLate(from, key, turn, (Message.PutM) said);
      case LEAVE -> directory.leave(key, from);
      case WRITE_THROUGH -> writeThrough(key, turn, read);
      case THROUGH_LATER -> turn.later = Optional.of(read);
      case THROUGH_WRITTEN, THROUGH_REFUSED -> throughDone(key, turn, row.action() == HomeAction.THROUGH_WRITTEN);
      case SETTLE_WRITE -> site.effect(new Effect.WriteStore(key, turn.entry, false));
      case SETTLED, SETTLED_BACKUP -> settled(row, key, turn);
      case NOTHING -> { }
    }
  }

  private void queue(NodeId from, String key, Turn turn, Message.ToHome said) {
    Message.ToHome other = turn.queue.putIfAbsent(from, said);
    Invariant.check(other == null, "%s asks for %s, and waits already with %s", from, key, other);
  }

  private void towardsGrant(Row<HomeState, HomeEvent, HomeAction> row, NodeId from, String key, Turn turn, Message.ToHome said) {
    if (row.action() == HomeAction.INVALIDATE) {
      turn.have = ((Message.GetM) said).have();
      for (NodeId sharer : directory.of(key).orElseThrow().sharers()) {
        if (sharer.equals(from)) continue;
        turn.pending.add(sharer);
        site.send(sharer, key, new Message.Inv());
      }
      return;
    }
    if (!row.state().base()) {
      turn.pending.remove(from);
      directory.leave(key, from);
    }
    if (row.action() == HomeAction.READ_STORE) site.effect(new Effect.ReadStore(key));
  }

  private void fetch(String key, Turn turn, boolean invalidate) {
    NodeId owner = directory.of(key).flatMap(Holders::exclusive).orElseThrow();
    turn.old = Optional.of(owner);
    site.send(owner, key, new Message.Fetch(invalidate));
    if (turn.queue.get(owner) instanceof Message.PutM put) {
      turn.queue.remove(owner);
      tooLate(owner, key, turn, put);
    }
  }

  private void tooLate(NodeId owner, String key, Turn turn, Message.PutM put) {
    turn.leaving = !put.keep();
    site.send(owner, key, new Message.PutAck(put.entry().version()));
  }

  private void grant(Row<HomeState, HomeEvent, HomeAction> row, NodeId from, String key, Turn turn, Entry read) {
    NodeId asker = turn.asker.orElseThrow();
    switch (row.action()) {
      case GRANT_S -> {
        directory.join(key, asker, read.version());
        data(asker, key, Message.Granted.S, Version.NONE, Optional.of(read), false);
      }
      case GRANT_E -> exclusive(asker, key, Message.Granted.E, Optional.of(read), false);
      case GRANT_M -> exclusive(asker, key, Message.Granted.M, Optional.of(read), false);
      default -> {
        turn.pending.remove(from);
        exclusive(asker, key, Message.Granted.M, Optional.empty(), false);
      }
    }
  }

  private void exclusive(NodeId asker, String key, Message.Granted granted, Optional<Entry> entry, boolean fromPeer) {
    directory.own(key, asker, entry.map(Entry::version).or(() -> directory.of(key).map(Holders::version)).orElseThrow());
    grants++;
    ViewId view = site.view().id();
    data(asker, key, granted, Version.granted(view.generation(), view.ringEpoch(), grants), entry, fromPeer);
  }

  private void data(NodeId to, String key, Message.Granted granted, Version grant, Optional<Entry> entry, boolean fromPeer) {
    site.send(to, key, new Message.Data(granted, grant, entry, fromPeer));
  }

  private void move(Row<HomeState, HomeEvent, HomeAction> row, String key, Turn turn, Message.ToHome said) {
    NodeId asker = turn.asker.orElseThrow();
    NodeId old = turn.old.orElseThrow();
    if (said instanceof Message.FetchAck ack) turn.entry = ack.entry();
    Entry entry = turn.entry;
    switch (row.action()) {
      case SHARE_CLEAN -> share(key, turn);
      case SHARE_WRITTEN -> {
        backups.forget(key, entry.version());
        site.send(old, key, new Message.Release());
        share(key, turn);
      }
      case HAND_CLEAN -> exclusive(asker, key, Message.Granted.M, Optional.of(entry), true);
      case HAND_DIRTY -> {
        if (site.keeper(asker).filter(site.self::equals).isPresent()) backups.keep(key, entry);
        exclusive(asker, key, Message.Granted.M_DIRTY, Optional.of(entry), true);
      }
      case BACK_UP -> {
        backups.lend(key, entry.version());
        site.send(site.keeper(site.self).orElseThrow(), key, new Message.Backup(entry, false));
      }
      case HAND_BACKED -> exclusive(asker, key, Message.Granted.M_DIRTY, Optional.of(entry), true);
      default -> handed(key, asker, old, entry);
    }
  }

  private void share(String key, Turn turn) {
    NodeId asker = turn.asker.orElseThrow();
    Entry entry = turn.entry;
    directory.share(key, turn.leaving ? List.of(asker) : List.of(asker, turn.old.orElseThrow()), entry.version());
    data(asker, key, Message.Granted.S, Version.NONE, Optional.of(entry), true);
  }

  /** Two have it: the new owner and its backup. What was kept of the old owner is kept twice. */
  private void handed(String key, NodeId asker, NodeId old, Entry entry) {
    site.send(old, key, new Message.Release());
    if (asker.equals(site.self)) backups.dropUpTo(key, entry.version());
    if (old.equals(site.self)) backups.takeBack(key, entry.version());
  }

  private void writeBack(String key, Turn turn, Entry entry) {
    turn.entry = entry;
    site.effect(new Effect.WriteStore(key, entry, false));
  }

  private void putWritten(Row<HomeState, HomeEvent, HomeAction> row, String key, Turn turn) {
    Version version = turn.entry.version();
    NodeId owner = turn.asker.orElseThrow();
    backups.forget(key, version);
    if (row.state() == HomeState.PUTM_WRITE) directory.leave(key, owner);
    site.send(owner, key, new Message.PutAck(version));
  }

  private void writeThrough(String key, Turn turn, Entry entry) {
    turn.through = Optional.of(entry);
    site.effect(new Effect.WriteStore(key, entry, true));
  }

  private void throughDone(String key, Turn turn, boolean stored) {
    Version version = turn.through.orElseThrow().version();
    turn.through = Optional.empty();
    if (stored) {
      backups.forget(key, version);
      directory.written(key, version);
    }
    release(key, turn, version);
    NodeId owner = directory.of(key).flatMap(Holders::exclusive).orElseThrow();
    site.send(owner, key, new Message.BackupAck(version, stored ? Message.Safe.STORED : Message.Safe.REFUSED));
  }

  private void settled(Row<HomeState, HomeEvent, HomeAction> row, String key, Turn turn) {
    Version version = turn.entry.version();
    release(key, turn, version);
    if (row.action() == HomeAction.SETTLED) backups.forget(key, version);
    if (turn.unanswered) site.send(site.self, key, new Message.BackupAck(version, Message.Safe.KEPT));
  }

  private void release(String key, Turn turn, Version version) {
    for (NodeId holder : turn.release) site.send(holder, key, new Message.Release());
    for (NodeId keeper : turn.forget) site.send(keeper, key, new Message.Forget(version));
    turn.release = List.of();
    turn.forget = List.of();
  }

  /** What recovery found is to be done, as soon as the bucket is open. */
  void begin(String key, Turn turn) {
    switch (turn.state) {
      case SETTLE_READ -> site.effect(new Effect.ReadStore(key));
      case SETTLE_BACKUP -> {
        backups.lend(key, turn.entry.version());
        site.send(site.keeper(site.self).orElseThrow(), key, new Message.Backup(turn.entry, false));
      }
      case THROUGH_WRITE -> site.effect(new Effect.WriteStore(key, turn.through.orElseThrow(), turn.refusable));
      default -> Invariant.check(false, "%s begins in %s", key, turn.state);
    }
  }

  String text() {
    return "grants " + grants;
  }
}
