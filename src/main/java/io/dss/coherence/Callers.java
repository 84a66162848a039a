package io.dss.coherence;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Entry;
import io.dss.cache.Operations;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The calls of a bucket on one node. Each is run as soon as the line allows it, else the line is asked for. Writes that wait together are made together, one
 * version each, and are made safe in one go; a read that waits behind them sees them, and so is answered with them.
 */
final class Callers {
  private final Site site;
  private final Lines lines;
  private final Backups backups;
  private final TreeMap<String, Work> works = new TreeMap<>();
  private boolean open;

  Callers(Site site, Lines lines, Backups backups) {
    this.site = site;
    this.lines = lines;
    this.backups = backups;
  }

  Callers copy(Site ofSite, Lines ofLines, Backups ofBackups) {
    Callers copy = new Callers(ofSite, ofLines, ofBackups);
    works.forEach((key, work) -> copy.works.put(key, work.copy()));
    copy.open = open;
    return copy;
  }

  boolean open() {
    return open;
  }

  void open(boolean isOpen) {
    open = isOpen;
  }

  /** In order. */
  List<String> keys() {
    return new ArrayList<>(works.keySet());
  }

  Optional<Work> find(String key) {
    return Optional.ofNullable(works.get(key));
  }

  Work work(String key) {
    return works.computeIfAbsent(key, none -> new Work());
  }

  void tidy(String key) {
    if (find(key).filter(Work::over).isPresent()) works.remove(key);
  }

  void call(long call, String key, CacheCommand command, Optional<IdempotencyKey> idempotency, long nowMillis) {
    work(key).waiting.add(new Waiting(call, command, idempotency, Optional.empty()));
    serve(key, Effect.Source.LOCAL, nowMillis);
  }

  boolean cancel(String key, long call) {
    Work work = works.get(key);
    if (work == null) return false;
    boolean waited = work.waiting.removeIf(waiting -> waiting.call() == call);
    work.done.replaceAll(done -> done.call().call() == call ? done.unanswered() : done);
    tidy(key);
    return waited;
  }

  void tick(long nowMillis) {
    for (String key : keys()) {
      if (work(key).waiting.stream().anyMatch(waiting -> waiting.loadIsOver(nowMillis))) serve(key, Effect.Source.LOCAL, nowMillis);
    }
  }

  void discard() {
    works.clear();
    open = false;
  }

  /** Runs what can be run now, and asks for the line if that is not all. @param source where the line has just come from */
  void serve(String key, Effect.Source source, long nowMillis) {
    Work work = works.get(key);
    if (work == null) return;
    if (!work.waiting.isEmpty()) {
      Copy copy = lines.get(key);
      Row<LineState, CacheEvent, CacheAction> read = row(copy, CacheEvent.READ);
      Row<LineState, CacheEvent, CacheAction> write = row(copy, write());
      if (open && (write.action() == CacheAction.WRITE || write.action() == CacheAction.WRITE_AT_ONCE)) {
        run(key, work, copy, write, source, nowMillis);
        // Who met a load that was ended just now, in the same go, need not wait for it.
        if (lines.get(key).entry() != copy.entry()) {
          serve(key, source, nowMillis);
          return;
        }
      } else if (read.action() == CacheAction.ANSWER) {
        site.used(read);
        read(work, copy, source, nowMillis);
      }
      ask(key, work, nowMillis);
    }
    tidy(key);
  }

  private void read(Work work, Copy copy, Effect.Source source, long nowMillis) {
    Entry entry = copy.entry();
    List<Waiting> calls = List.copyOf(work.waiting);
    work.waiting.clear();
    for (Waiting call : calls) {
      boolean waits = call.waitsForLoad(entry.version(), nowMillis);
      Optional<CacheReply> reply = waits ? Optional.empty() : Operations.read(entry, call.command(), call.key(), nowMillis);
      if (reply.isEmpty()) {
        work.waiting.add(call);
      } else if (reply.get() instanceof CacheReply.Wait load) {
        work.waiting.add(call.park(entry.version(), load.untilMillis()));
      } else {
        site.effect(new Effect.Answer(call.call(), reply.get(), copy.state(), source));
      }
    }
  }

  private CacheEvent write() {
    return site.safety == WriteSafety.LOCAL ? CacheEvent.WRITE_LOCAL : CacheEvent.WRITE;
  }

  private static Row<LineState, CacheEvent, CacheAction> row(Copy copy, CacheEvent event) {
    return CacheTable.table().row(copy.state(), event).orElseThrow();
  }

  private void run(String key, Work work, Copy copy, Row<LineState, CacheEvent, CacheAction> row, Effect.Source source, long nowMillis) {
    List<Waiting> calls = List.copyOf(work.waiting);
    work.waiting.clear();
    List<Done> unsafe = new ArrayList<>();
    Copy now = copy;
    for (Waiting call : calls) {
      Entry entry = now.entry();
      if (call.waitsForLoad(entry.version(), nowMillis)) {
        work.waiting.add(call);
        continue;
      }
      Operations.Applied applied = Operations.apply(entry, now.nextVersion(), call.command(), call.key(), nowMillis);
      boolean wrote = applied.after() != entry;
      if (wrote) now = new Copy(copy.state(), applied.after(), applied.after().version());
      if (applied.reply() instanceof CacheReply.Wait load) {
        work.waiting.add(call.park(applied.after().version(), load.untilMillis()));
      } else if (!wrote && entry == copy.entry()) {
        site.effect(new Effect.Answer(call.call(), applied.reply(), copy.state(), source));
      } else {
        unsafe.add(new Done(call, applied.reply(), source, true, wrote, wrote ? Changes.of(key, entry, applied.after(), nowMillis) : Optional.empty()));
      }
    }
    if (now.entry() != copy.entry()) write(site.used(row), key, work, copy, now, unsafe);
  }

  private void write(Row<LineState, CacheEvent, CacheAction> row, String key, Work work, Copy before, Copy after, List<Done> done) {
    lines.put(key, after.in(row.next().orElseThrow()));
    if (row.action() == CacheAction.WRITE_AT_ONCE) {
      finish(key, done);
    } else {
      work.before = Optional.of(before);
      work.done.addAll(done);
      backUp(key, after.entry());
    }
  }

  private void backUp(String key, Entry entry) {
    boolean through = site.through(site.self);
    if (!through && site.atHome()) backups.lend(key, entry.version());
    site.send(through ? site.home() : site.keeper(site.self).orElseThrow(), key, new Message.Backup(entry, through));
  }

  /** The writes are safe, and told and answered. */
  void safe(String key, LineState next) {
    Work work = work(key);
    lines.put(key, lines.get(key).in(next));
    List<Done> done = List.copyOf(work.done);
    work.before = Optional.empty();
    work.done.clear();
    finish(key, done);
  }

  private void finish(String key, List<Done> done) {
    LineState state = lines.get(key).state();
    for (Done one : done) {
      one.changed().ifPresent(site::effect);
      if (one.answered()) site.effect(new Effect.Answer(one.call().call(), one.reply(), state, one.source()));
    }
  }

  /** Main memory is full: the line is what it was, but the versions that were used stay used. What only saw the writes is run again. */
  void undo(String key) {
    Work work = work(key);
    Copy before = work.before.orElseThrow();
    Version used = lines.get(key).last();
    lines.put(key, new Copy(before.state(), before.entry(), used));
    List<Waiting> again = new ArrayList<>();
    for (Done one : work.done) {
      if (!one.answered()) continue;
      if (!one.wrote()) {
        again.add(one.call());
      } else if (one.reply() instanceof CacheReply.Missing missing && one.call().reads()) {
        // What has expired is missing, whether its end could be written or not.
        CacheReply reply = new CacheReply.Missing(before.entry().version(), missing.loadedNothing());
        site.effect(new Effect.Answer(one.call().call(), reply, before.state(), one.source()));
      } else {
        site.effect(new Effect.Refused(one.call().call()));
      }
    }
    work.before = Optional.empty();
    work.done.clear();
    work.waiting.addAll(0, again);
    work.flush = work.flush.map(version -> version.isAfter(before.entry().version()) ? before.entry().version() : version);
  }

  private void ask(String key, Work work, long nowMillis) {
    Copy copy = lines.get(key);
    if (!open) return;
    List<Waiting> calls = work.waiting.stream().filter(call -> !call.waitsForLoad(copy.entry().version(), nowMillis)).toList();
    if (calls.isEmpty()) return;
    // What a readable line has not answered needs one that can be written.
    boolean reads = !copy.state().readable() && calls.stream().allMatch(Waiting::reads);
    Row<LineState, CacheEvent, CacheAction> row = site.used(row(copy, reads ? CacheEvent.READ : write()));
    if (row.action() == CacheAction.WAIT) return;
    Invariant.check(row.next().filter(next -> next != copy.state() && !next.dirty()).isPresent(), "%s is asked for in %s", key, copy.state());
    lines.put(key, copy.in(row.next().orElseThrow()));
    site.send(site.home(), key, reads ? new Message.GetS() : new Message.GetM(row.action() == CacheAction.UPGRADE));
  }

  String text() {
    StringBuilder text = new StringBuilder("calls ").append(open);
    works.forEach((key, work) -> text.append(' ').append(key).append(": ").append(work.text()).append(';'));
    return text.toString();
  }
}
