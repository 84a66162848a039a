package io.dss.coherence;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Lines and what comes for them. What it does is in {@link CacheTable}. */
final class CacheSide {
  private final Site site;
  private final Lines lines;
  private final Callers callers;
  private final Backups backups;

  CacheSide(Site site, Lines lines, Callers callers, Backups backups) {
    this.site = site;
    this.lines = lines;
    this.callers = callers;
    this.backups = backups;
  }

  void received(NodeId from, String key, Message.ToCache said, long nowMillis) {
    Copy copy = lines.get(key);
    CacheEvent event = event(copy, said);
    Optional<Row<LineState, CacheEvent, CacheAction>> row = CacheTable.table().row(copy.state(), event);
    if (row.isEmpty()) {
      site.unlisted(from, copy.state(), event, key);
      return;
    }
    act(site.used(row.get()), from, key, copy, said, nowMillis);
  }

  private static CacheEvent event(Copy copy, Message.ToCache said) {
    if (said instanceof Message.Data data) return event(data);
    if (said instanceof Message.Fetch fetch) return fetch.invalidate() ? CacheEvent.FETCH_INVALIDATE : CacheEvent.FETCH_SHARE;
    if (said instanceof Message.Inv) return CacheEvent.INV;
    if (said instanceof Message.Release) return CacheEvent.RELEASE;
    if (said instanceof Message.PutAck ack) return ack.version().equals(copy.entry().version()) ? CacheEvent.PUT_ACK : CacheEvent.PUT_ACK_OTHER;
    Message.BackupAck ack = (Message.BackupAck) said;
    if (!ack.version().equals(copy.entry().version())) return CacheEvent.BACKUP_ACK_OTHER;
    return switch (ack.safe()) {
      case KEPT -> CacheEvent.KEPT;
      case STORED -> CacheEvent.STORED;
      case REFUSED -> CacheEvent.REFUSED;
    };
  }

  private static CacheEvent event(Message.Data data) {
    return switch (data.granted()) {
      case S -> CacheEvent.DATA_S;
      case E -> CacheEvent.DATA_E;
      case M -> data.entry().isPresent() ? CacheEvent.DATA_M : CacheEvent.DATA_M_BARE;
      case M_DIRTY -> CacheEvent.DATA_M_DIRTY;
    };
  }

  private void act(Row<LineState, CacheEvent, CacheAction> row, NodeId from, String key, Copy copy, Message.ToCache said, long nowMillis) {
    switch (row.action()) {
      case FILL, FILL_DIRTY -> fill(row, from, key, copy, (Message.Data) said, nowMillis);
      case GIVE_CLEAN -> give(row, from, key, copy, Message.Fetched.CLEAN);
      case GIVE_DIRTY -> give(row, from, key, copy, Message.Fetched.DIRTY);
      case GIVE_NOTHING -> site.send(from, key, new Message.FetchAck(Message.Fetched.ABSENT, Entry.NONE));
      case DEFER -> callers.work(key).deferred = Optional.of((Message.Fetch) said);
      case INVALIDATED -> invalidated(row, from, key, copy);
      case SETTLE -> settle(row, key, copy, said);
      case SAFE -> callers.safe(key, row.next().orElseThrow());
      case UNDO -> callers.undo(key);
      default -> { }
    }
    follow(key, nowMillis);
  }

  private void fill(Row<LineState, CacheEvent, CacheAction> row, NodeId from, String key, Copy copy, Message.Data data, long nowMillis) {
    lines.put(key, new Copy(row.next().orElseThrow(), data.entry().orElse(copy.entry()), data.grant()));
    if (row.action() == CacheAction.FILL_DIRTY) site.send(from, key, new Message.DataAck());
    Effect.Source came = data.fromPeer() ? Effect.Source.PEER : Effect.Source.STORE;
    callers.serve(key, data.entry().isPresent() ? came : Effect.Source.LOCAL, nowMillis);
  }

  private void give(Row<LineState, CacheEvent, CacheAction> row, NodeId from, String key, Copy copy, Message.Fetched fetched) {
    LineState next = row.next().orElseThrow();
    lines.put(key, copy.in(next));
    if (!next.readable() && copy.state().readable()) site.effect(new Effect.Invalidated(key));
    site.send(from, key, new Message.FetchAck(fetched, copy.entry()));
  }

  private void invalidated(Row<LineState, CacheEvent, CacheAction> row, NodeId from, String key, Copy copy) {
    lines.put(key, copy.in(row.next().orElseThrow()));
    if (copy.state().readable()) site.effect(new Effect.Invalidated(key));
    site.send(from, key, new Message.InvAck());
  }

  private void settle(Row<LineState, CacheEvent, CacheAction> row, String key, Copy copy, Message.ToCache said) {
    lines.put(key, copy.in(row.next().orElseThrow()));
    if (said instanceof Message.PutAck ack) {
      callers.find(key).ifPresent(work -> {
        if (work.put.isPresent() && work.flush.filter(wanted -> !wanted.isAfter(ack.version())).isPresent()) flushed(key, work);
        work.put = Optional.empty();
      });
    }
  }

  /** What was held up by the state that the line was in. */
  private void follow(String key, long nowMillis) {
    Optional<Work> work = callers.find(key);
    if (work.isEmpty()) return;
    if (lines.get(key).state() != LineState.MB && work.get().deferred.isPresent()) {
      Message.Fetch fetch = work.get().deferred.get();
      work.get().deferred = Optional.empty();
      received(site.home(), key, fetch, nowMillis);
      return;
    }
    flushOn(key, work.get());
    callers.serve(key, Effect.Source.LOCAL, nowMillis);
  }

  void evict(String key) {
    Copy copy = lines.get(key);
    if (!callers.open() || callers.find(key).isPresent()) return;
    CacheTable.table().row(copy.state(), CacheEvent.EVICT).map(site::used).ifPresent(row -> {
      lines.put(key, copy.in(row.next().orElseThrow()));
      site.send(site.home(), key, row.action() == CacheAction.PUT ? new Message.PutM(copy.entry(), false) : new Message.PutS());
    });
  }

  void flush(String key) {
    Copy copy = lines.get(key);
    if (!copy.state().dirty()) return;
    Work work = callers.work(key);
    work.flush = Optional.of(copy.entry().version());
    flushOn(key, work);
  }

  private void flushOn(String key, Work work) {
    if (work.flush.isEmpty()) return;
    Copy copy = lines.get(key);
    if (!copy.state().dirty()) {
      flushed(key, work);
    } else if (copy.state() == LineState.M && work.put.isEmpty() && callers.open()) {
      work.put = Optional.of(copy.entry().version());
      site.send(site.home(), key, new Message.PutM(copy.entry(), true));
    }
  }

  private void flushed(String key, Work work) {
    site.effect(new Effect.Flushed(key, work.flush.orElseThrow()));
    work.flush = Optional.empty();
  }

  /** What was under way ends. */
  void view() {
    callers.open(false);
    for (String key : lines.keys()) {
      Copy copy = lines.get(key);
      lines.put(key, copy.in(site.used(CacheTable.table().row(copy.state(), CacheEvent.VIEW).orElseThrow()).next().orElseThrow()));
    }
    for (String key : callers.keys()) {
      Work work = callers.work(key);
      work.deferred = Optional.empty();
      work.put = Optional.empty();
      flushOn(key, work);
      callers.tidy(key);
    }
  }

  /** What the new home must know, in order of the keys. */
  List<Message.Held> held() {
    TreeSet<String> keys = new TreeSet<>(lines.keys());
    keys.addAll(backups.keys());
    List<Message.Held> all = new ArrayList<>();
    for (String key : keys) {
      Copy copy = lines.get(key);
      boolean dirty = copy.state().dirty();
      all.add(new Message.Held(key, copy.state(), dirty, dirty ? copy.entry() : bare(copy.entry()), backups.of(key)));
    }
    return all;
  }

  private static Entry bare(Entry entry) {
    return new Entry(entry.version(), new Content.Absent(), Entry.NEVER, List.of());
  }

  void resumed(NodeId from, Message.Resumed resumed) {
    String key = resumed.key();
    if (resumed.backup().equals(Optional.of(site.self))) {
      backups.claimed(key);
    } else {
      backups.drop(key);
    }
    Copy copy = lines.get(key);
    CacheEvent event = event(copy, resumed);
    Optional<Row<LineState, CacheEvent, CacheAction>> row = CacheTable.table().row(copy.state(), event);
    if (row.isEmpty()) {
      site.unlisted(from, copy.state(), event, key);
      return;
    }
    LineState next = site.used(row.get()).next().orElseThrow();
    if (row.get().action() == CacheAction.SAFE) {
      callers.safe(key, next);
    } else {
      lines.put(key, copy.in(next));
    }
  }

  private static CacheEvent event(Copy copy, Message.Resumed resumed) {
    if (resumed.version().isAfter(copy.entry().version())) return CacheEvent.RESUMED_NEWER;
    return copy.state() == LineState.MB && resumed.backup().isPresent() ? CacheEvent.RESUMED_SAFE : CacheEvent.RESUMED;
  }

  /** Calls that waited for the bucket go on. */
  void open(long nowMillis) {
    callers.open(true);
    for (String key : callers.keys()) follow(key, nowMillis);
  }

  void discard() {
    for (String key : lines.keys()) lines.put(key, Copy.ABSENT);
    callers.discard();
  }
}
