package io.dss.raft.sim;

import io.dss.kernel.NodeId;
import io.dss.raft.Envelope;
import io.dss.raft.Raft;
import io.dss.raft.RaftMessageCodec;
import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;
import io.dss.raft.Ready;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One process: it drives a {@link Raft} as the production loop does, and can crash, restart, stand still and keep a wrong clock. */
public final class SimNode {
  /** Raft's channel on the simulated network; others are for what is built upon it. */
  public static final int RAFT_CHANNEL = 1;

  private static final long TICK_MICROS = 20_000;

  final NodeId id;
  final SimDisk disk;
  private final SimCluster world;
  private final RaftSettings settings;
  private final Supplier<Machine> machines;
  private final int snapshotEvery;
  private final int ratePerMille;
  private final Deque<Consumer<Raft>> queued = new ArrayDeque<>();
  private Raft raft;
  private Machine machine;
  private long appliedIndex;
  private long life;
  private boolean paused;
  private long pausedSinceMicros;
  private boolean snapshotting;

  SimNode(SimCluster world, NodeId id, SimDisk disk, RaftSettings settings, Supplier<Machine> machines, int snapshotEvery, int ratePerMille) {
    this.world = world;
    this.id = id;
    this.disk = disk;
    this.settings = settings;
    this.machines = machines;
    this.snapshotEvery = snapshotEvery;
    this.ratePerMille = ratePerMille;
    world.network().attach(id, (from, channel, frame) -> {
      if (channel == RAFT_CHANNEL) run(raft -> raft.step(from, RaftMessageCodec.decode(frame), nowMillis()));
    });
  }

  public boolean isUp() {
    return raft != null;
  }

  public boolean isPaused() {
    return paused;
  }

  /** The machine under test; null while the process is down. */
  public Raft raft() {
    return raft;
  }

  public Machine machine() {
    return machine;
  }

  public long appliedIndex() {
    return appliedIndex;
  }

  /** This node's monotonic clock, which runs at its own rate. */
  public long nowMillis() {
    return 1_000 + world.queue().nowMicros() / 1000 * ratePerMille / 1000;
  }

  public void start() {
    life++;
    SimDisk.Stored newest = disk.newest();
    machine = machines.get();
    if (newest.bytes().length > 0) machine.restore(newest.bytes());
    appliedIndex = newest.meta().lastIndex();
    snapshotting = false;
    raft = Raft.restart(settings, id, newest.meta(), disk.hardState(), disk.entries(), world.entropy().fork(id.value()), nowMillis());
    world.oracle().started(this, disk.entries());
    drain();
    tickAfter(TICK_MICROS);
  }

  public void crash() {
    life++;
    raft = null;
    paused = false;
    queued.clear();
    disk.crash();
    world.oracle().crashed(this);
  }

  public void pause() {
    if (raft == null || paused) return;
    paused = true;
    pausedSinceMicros = world.queue().nowMicros();
  }

  /** Goes on with all that has queued up; whether the driver noticed is the seed's choice. */
  public void resume(boolean noticed) {
    if (!paused) return;
    paused = false;
    long pausedForMillis = (world.queue().nowMicros() - pausedSinceMicros) / 1000;
    if (noticed) run(raft -> raft.paused(pausedForMillis, nowMillis()));
    while (!queued.isEmpty() && raft != null) run(queued.remove());
  }

  private void tickAfter(long micros) {
    later(micros, () -> {
      run(raft -> raft.tick(nowMillis()));
      tickAfter(TICK_MICROS);
    });
  }

  /** Something that dies with the process. */
  private void later(long micros, Runnable action) {
    long of = life;
    world.queue().after(micros, () -> {
      if (of == life) action.run();
    });
  }

  /** An input; waits while the process stands still, is lost while it is down. */
  public void run(Consumer<Raft> input) {
    if (raft == null) return;
    if (paused) {
      queued.add(input);
      return;
    }
    input.accept(raft);
    drain();
  }

  private void drain() {
    while (raft.hasReady()) take(raft.ready());
    maybeSnapshot();
    world.oracle().check(this);
  }

  private void take(Ready ready) {
    world.oracle().ready(this, ready);
    ready.messages().forEach(this::send);
    persist(ready);
    ready.restore().ifPresent(meta -> afterApplying(() -> restore(meta)));
    if (!ready.committedEntries().isEmpty()) afterApplying(() -> apply(ready));
    ready.reads().forEach(read -> world.clients().answered(this, read));
    ready.failedReads().forEach(read -> world.clients().failed(this, read));
    ready.snapshotChunks().forEach(this::store);
    ready.snapshotReads().forEach(this::read);
  }

  private void send(Envelope envelope) {
    world.oracle().sent(this, envelope);
    world.network().send(id, envelope.to(), RAFT_CHANNEL, RaftMessageCodec.encode(envelope.message()));
  }

  private void persist(Ready ready) {
    if (!ready.mustPersist() && ready.messagesAfterPersist().isEmpty()) return;
    if (!ready.mustPersist() && disk.isIdle()) {
      ready.messagesAfterPersist().forEach(this::send);
      return;
    }
    long of = life;
    disk.write(ready, () -> runIn(of, raft -> persisted(ready)));
    if (ready.hardState().isPresent()) maybeCrash();
  }

  /** Crashes before, or just after, the disk has the vote that was just cast. */
  private void maybeCrash() {
    FaultMenu menu = world.menu();
    if (!world.entropy().chance(menu.crashUnsyncedPerMille())) return;
    later(1 + world.entropy().below(menu.syncMicros() + menu.delayMicros()), () -> {
      // The calm that has come meanwhile is calm.
      if (world.menu().crashUnsyncedPerMille() == 0) return;
      world.crash(this);
      long of = life;
      world.queue().after(1 + world.entropy().below(100_000), () -> {
        if (of == life) world.restart(this);
      });
    });
  }

  private void persisted(Ready ready) {
    ready.messagesAfterPersist().forEach(this::send);
    if (ready.mustPersist()) raft.persisted(ready.number(), nowMillis());
  }

  /** Applying is in order, as one batch at a time is handed out; it may take a while. */
  private void afterApplying(Runnable action) {
    int most = world.menu().applyMicros();
    if (most == 0) action.run();
    else later(world.entropy().below(most), () -> run(raft -> action.run()));
  }

  private void restore(SnapshotMeta meta) {
    SimDisk.Stored stored = disk.newest();
    if (stored.meta().lastIndex() < meta.lastIndex()) throw new AssertionError(id + " has no snapshot " + meta);
    if (!stored.meta().equals(meta)) return;
    machine.restore(stored.bytes());
    appliedIndex = meta.lastIndex();
    world.oracle().applied(this);
    raft.applied(appliedIndex, nowMillis());
  }

  private void apply(Ready ready) {
    for (LogEntry entry : ready.committedEntries()) {
      if (entry.index() <= appliedIndex) continue;
      if (entry.index() != appliedIndex + 1) throw new AssertionError(id + " is handed " + entry + " after " + appliedIndex);
      machine.apply(entry);
      appliedIndex = entry.index();
      world.oracle().applied(this);
      world.clients().applied(this, entry);
    }
    raft.applied(appliedIndex, nowMillis());
  }

  private void store(Ready.SnapshotChunk chunk) {
    long of = life;
    long nextOffset = chunk.offset() + chunk.bytes().length;
    disk.store(
        chunk,
        () -> runIn(of, raft -> raft.snapshotChunkStored(chunk.meta(), nextOffset, nowMillis())),
        () -> runIn(of, raft -> raft.snapshotChunkFailed(chunk.meta(), nowMillis())));
  }

  private void runIn(long of, Consumer<Raft> input) {
    if (of == life) run(input);
  }

  private void read(Ready.SnapshotRead wanted) {
    long of = life;
    disk.read(() -> {
      SimDisk.Stored stored = disk.newest();
      if (!stored.meta().equals(wanted.meta())) {
        runIn(of, raft -> raft.snapshotUnreadable(wanted.to(), wanted.meta(), nowMillis()));
        return;
      }
      int from = (int) Math.min(wanted.offset(), stored.bytes().length);
      int to = Math.min(stored.bytes().length, from + wanted.maxBytes());
      byte[] bytes = Arrays.copyOfRange(stored.bytes(), from, to);
      boolean done = to == stored.bytes().length;
      runIn(of, raft -> raft.snapshotChunk(wanted.to(), wanted.meta(), wanted.offset(), bytes, done, nowMillis()));
    });
  }

  private void maybeSnapshot() {
    if (snapshotting || appliedIndex - raft.status().snapshotIndex() < snapshotEvery || raft.status().appliedIndex() != appliedIndex) return;
    snapshotting = true;
    SimDisk.Stored stored = new SimDisk.Stored(raft.snapshotMetaAt(appliedIndex), machine.snapshot());
    long of = life;
    disk.store(stored, () -> runIn(of, raft -> {
      snapshotting = false;
      disk.discardThrough(raft.snapshotTaken(stored.meta(), nowMillis()));
    }));
  }

  /** What it says about itself; empty while it is down. */
  public Optional<RaftStatus> status() {
    return Optional.ofNullable(raft).map(Raft::status);
  }
}
