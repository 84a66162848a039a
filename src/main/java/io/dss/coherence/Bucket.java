package io.dss.coherence;

import io.dss.cache.CacheCommand;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node's part of one bucket: its lines, the directory if it is home, the backups that it keeps. Values in, effects out; not thread-safe. The instants are of
 * the wall clock, in milliseconds.
 *
 * <p>Whoever runs it delivers messages between two nodes in order and without copies, drops those of an earlier view than this bucket's, and holds back those of
 * a later one.
 */
public final class Bucket {
  private final Site site;
  private final Lines lines;
  private final Backups backups;
  private final Callers callers;
  private final CacheSide cache;
  private final HomeSide home;
  /** Present as long as this is a home that has not heard of all nodes. */
  private Optional<Recovery> recovery = Optional.empty();

  public Bucket(NodeId self, WriteSafety safety) {
    this(self, safety, row -> { });
  }

  /** For tests that want to know what they have not tried. @param watcher is told of each row of the tables that is used */
  Bucket(NodeId self, WriteSafety safety, Consumer<Row<?, ?, ?>> watcher) {
    site = new Site(self, safety, watcher);
    lines = new Lines(site);
    backups = new Backups(site);
    callers = new Callers(site, lines, backups);
    cache = new CacheSide(site, lines, callers, backups);
    home = new HomeSide(site, backups);
  }

  private Bucket(Bucket of) {
    site = of.site.copy();
    lines = of.lines.copy(site);
    backups = of.backups.copy(site);
    callers = of.callers.copy(site, lines, backups);
    cache = new CacheSide(site, lines, callers, backups);
    home = of.home.copy(site, backups);
    recovery = of.recovery.map(Recovery::copy);
  }

  /** Of another copy in the same state; what a model checker needs. */
  public Bucket copy() {
    return new Bucket(this);
  }

  /** All of its state, in an order that only depends on it: two with the same text behave the same. */
  public String describe() {
    return site.self + " " + site.safety + " " + site.current() + "\n" + lines.text() + "\n" + callers.text() + "\n" + backups.text() + "\n" + home.text() + "\n"
        + recovery.map(Recovery::text).orElse("");
  }

  public ViewId view() {
    return site.current().map(BucketView::id).orElse(ViewId.NONE);
  }

  /**
   * A later view: transactions that were open begin again, and what is held here is reported.
   *
   * @throws IllegalArgumentException if it is not later, or this node is not in it ({@link #discard} is for that)
   */
  public List<Effect> view(BucketView next, long nowMillis) {
    if (!next.id().isAfter(view())) throw new IllegalArgumentException("view " + next.id() + " after " + view());
    if (!next.nodes().contains(site.self)) throw new IllegalArgumentException(site.self + " is not in " + next);
    site.view(next);
    cache.view();
    home.close();
    backups.view();
    recovery = site.atHome() ? Optional.of(new Recovery(next.nodes())) : Optional.empty();
    if (site.atHome()) site.effect(new Effect.Fence(next.id()));
    for (Message part : Parts.reports(cache.held())) site.send(next.home(), part);
    return settled(nowMillis);
  }

  /** This incarnation was removed: everything here is void. Calls that are open are not answered. */
  public List<Effect> discard() {
    cache.discard();
    home.close();
    backups.discard();
    recovery = Optional.empty();
    return site.take();
  }

  /** A caller on this node. Answered by {@link Effect.Answer} as soon as it can be, unless cancelled. @param call not used before */
  public List<Effect> call(long call, String key, CacheCommand command, Optional<IdempotencyKey> idempotency, long nowMillis) {
    callers.call(call, key, command, idempotency, nowMillis);
    return settled(nowMillis);
  }

  /** Nobody waits for this call any more. @return whether it is known that nothing of it was done or will be */
  public boolean cancel(String key, long call) {
    return callers.cancel(key, call);
  }

  /** A message of the view that this bucket has. */
  public List<Effect> received(NodeId from, Message message, long nowMillis) {
    hear(from, message, nowMillis);
    return settled(nowMillis);
  }

  private List<Effect> settled(long nowMillis) {
    for (Optional<Message> said = site.heard(); said.isPresent(); said = site.heard()) hear(site.self, said.get(), nowMillis);
    return site.take();
  }

  private void hear(NodeId from, Message message, long nowMillis) {
    if (message instanceof Message.Reports reports) {
      reported(from, reports, nowMillis);
    } else if (message instanceof Message.Resumes resumes) {
      resumed(from, resumes, nowMillis);
    } else {
      Message.Keyed keyed = (Message.Keyed) message;
      hear(from, keyed.key(), keyed.about(), nowMillis);
    }
  }

  private void hear(NodeId from, String key, Message.OfKey about, long nowMillis) {
    if (about instanceof Message.BackupAck ack && home.waitsForBackup(key, ack.version())) {
      home.backedUp(from, key);
    } else if (about instanceof Message.ToCache said) {
      cache.received(from, key, said, nowMillis);
    } else if (about instanceof Message.ToHome said) {
      home.received(from, key, said);
    } else if (about instanceof Message.Forget forget) {
      backups.dropUpTo(key, forget.version());
    } else {
      backUp(from, key, (Message.Backup) about);
    }
  }

  private void backUp(NodeId from, String key, Message.Backup backup) {
    if (backup.through()) {
      home.through(from, key, backup.entry());
      return;
    }
    backups.keep(key, backup.entry());
    home.noted(key, backup.entry().version());
    site.send(from, key, new Message.BackupAck(backup.entry().version(), Message.Safe.KEPT));
  }

  private void reported(NodeId from, Message.Reports reports, long nowMillis) {
    if (recovery.filter(open -> open.misses(from)).isEmpty()) {
      site.unlisted(from, "not recovering", "Reports", "the bucket");
      return;
    }
    recovery.get().reported(from, reports);
    recover();
  }

  /** Main memory refuses whatever earlier homes may still send it. */
  public List<Effect> fenced(ViewId view, long nowMillis) {
    if (view.equals(view()) && recovery.isPresent()) {
      recovery.get().fenced();
      recover();
    }
    return settled(nowMillis);
  }

  private void recover() {
    if (!recovery.get().complete()) return;
    Recovery heard = recovery.get();
    recovery = Optional.empty();
    new Settling(site, home, backups).settle(heard);
  }

  private void resumed(NodeId from, Message.Resumes resumes, long nowMillis) {
    if (callers.open() || !from.equals(site.home())) {
      site.unlisted(from, "open", "Resumes", "the bucket");
      return;
    }
    for (Message.Resumed one : resumes.resumed()) cache.resumed(from, one);
    if (resumes.last()) cache.open(nowMillis);
  }

  /** @param view when it was asked: an answer to an earlier view changes nothing */
  public List<Effect> storeRead(ViewId view, String key, Entry entry, long nowMillis) {
    if (view.equals(view())) home.read(key, entry);
    return settled(nowMillis);
  }

  public List<Effect> storeWritten(ViewId view, String key, Version version, long nowMillis) {
    if (view.equals(view())) home.written(key, version);
    return settled(nowMillis);
  }

  /** Main memory is full. */
  public List<Effect> storeRefused(ViewId view, String key, Version version, long nowMillis) {
    if (view.equals(view())) home.refused(key, version);
    return settled(nowMillis);
  }

  /** Room is needed. Does nothing with a line that calls wait for, that is on its way between two states, or that is not open yet after a change of view. */
  public List<Effect> evict(String key, long nowMillis) {
    cache.evict(key);
    return settled(nowMillis);
  }

  /** Main memory is to have what is here; the line stays. Nothing comes of it where the line is clean. */
  public List<Effect> flush(String key, long nowMillis) {
    cache.flush(key);
    return settled(nowMillis);
  }

  /** Time has passed: loads end. @return nothing as long as no call waits for a load */
  public List<Effect> tick(long nowMillis) {
    callers.tick(nowMillis);
    return settled(nowMillis);
  }

  /** Every node has reported, and calls are served that a local line does not answer. */
  public boolean open() {
    return callers.open();
  }

  public Optional<Line> line(String key) {
    Copy copy = lines.get(key);
    return copy.state() == LineState.I ? Optional.empty() : Optional.of(new Line(copy.state(), copy.entry(), copy.state().dirty()));
  }

  /** A line as others may see it. @param dirty main memory does not have it */
  public record Line(LineState state, Entry entry, boolean dirty) {}

  /** Keys with a line here, in order. */
  public List<String> keys() {
    return lines.keys();
  }

  /** Empty on who is not home, or where nobody has the key. */
  public Optional<DirectoryEntry> directory(String key) {
    return home.directory().of(key).map(known -> new DirectoryEntry(known.exclusive(), known.sharers(), known.version()));
  }

  public record DirectoryEntry(Optional<NodeId> owner, List<NodeId> sharers, Version version) {}

  /** Keys that the directory knows, in order. */
  public List<String> directoryKeys() {
    return home.directory().keys();
  }

  /** False from a change of view until the home has said of every backup here that its owner lives, or that main memory has it: until then it may be the last copy. */
  public boolean backupsClaimed() {
    return backups.allClaimed();
  }

  /** Bytes of the backups that are kept here for others. */
  public long backupBytes() {
    return backups.bytes();
  }
}
