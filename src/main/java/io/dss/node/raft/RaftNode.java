package io.dss.node.raft;

import io.dss.kernel.Entropy;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.node.route.Refusal;
import io.dss.raft.Envelope;
import io.dss.raft.ProposeResult;
import io.dss.raft.Raft;
import io.dss.raft.RaftMessage;
import io.dss.raft.RaftMessageCodec;
import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;
import io.dss.raft.Ready;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.raft.TransferResult;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.LogStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.SnapshotStore;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A member of the Raft group: the pure core, and what carries out its {@link Ready}: to the peers at once, to the disk by the {@link LogWriter}, into the
 * {@link Tables} on the loop. Public methods may be called from any thread; the stages they return complete on the loop, so what depends on them must not
 * block.
 *
 * <p>A failure of the disk or a broken invariant ends its part in the cluster for good ({@link #failure}): it sends nothing, answers nothing, and stays
 * observable. It never goes on with a state that may be wrong.
 */
public final class RaftNode {
  private static final System.Logger LOG = System.getLogger(RaftNode.class.getName());
  /** A leader that has not heard a quorum, or a follower its leader, for so many heartbeats knows that something is wrong, and says so instead of taking calls. */
  static final int SILENT_HEARTBEATS = 6;

  /** What it stands on. {@code worker} runs one task at a time, in order, and may block. */
  public record Ports(LogStore log, SnapshotStore snapshots, PeerTransport transport, TimeSource time, Entropy entropy, Executor worker) {}

  /** @param snapshotEntries and {@code snapshotLogBytes}: applied since the last snapshot, whichever comes first */
  public record Settings(RaftSettings raft, long snapshotEntries, long snapshotLogBytes) {}

  private final NodeId self;
  private final Settings settings;
  private final Ports ports;
  private final EventLoop loop;
  private final RaftListener listener;
  private final Tables tables;
  private final LogWriter writer;
  private final Snapshotting snapshotting;
  private final Proposals proposals = new Proposals();
  private final Reads reads = new Reads();
  private final List<Consumer<RoleChange>> roleListeners = new ArrayList<>();
  private final List<Runnable> tickListeners = new ArrayList<>();
  private final List<Runnable> ownTermListeners = new ArrayList<>();
  private final List<Runnable> pauseListeners = new ArrayList<>();
  private Raft raft;
  private long replayThrough;
  private long appliedIndex;
  private long appliedTerm;
  private long lastRanMillis;
  private long leaderHeardMillis;
  private boolean quorumHeard;
  private volatile RaftView view;
  private volatile Throwable failure;

  /** What other threads see of it, as of the last batch of the loop. */
  public record RaftView(Role role, long term, Optional<NodeId> leader, boolean leaderHeard, Configuration configuration) {
    public boolean leads() {
      return role == Role.LEADER;
    }
  }

  public RaftNode(NodeId self, Settings settings, Ports ports, EventLoop loop, RaftListener listener, Collection<? extends ReplicatedTable<?>> tables) {
    this.self = self;
    this.settings = settings;
    this.ports = ports;
    this.loop = loop;
    this.listener = listener;
    this.tables = new Tables(tables);
    this.writer = new LogWriter(ports.log(), ports.time(), new DiskDone());
    this.snapshotting = new Snapshotting(ports.snapshots(), ports.worker(), loop, ports.time(),
        new Snapshotting.Policy(settings.snapshotEntries(), settings.snapshotLogBytes()), listener, this::fail);
  }

  /**
   * Reads the disk, loads the tables and begins to take part. Blocks on the disk; called once, before the loop runs.
   *
   * @param writerThread starts the thread that waits for the disk
   */
  public void start(Consumer<Runnable> writerThread) {
    LogStore.Recovered recovered = ports.log().recover();
    recovered.torn().ifPresent(torn -> LOG.log(System.Logger.Level.WARNING,
        "the last write before the stop was not whole: " + torn.bytesCut() + " bytes cut off at " + torn.file() + ":" + torn.offset()));
    SnapshotMeta newest = ports.snapshots().newest().orElseThrow(() -> new IllegalStateException("started before it was formed"));
    try (SnapshotStore.Source source = ports.snapshots().open()) {
      tables.restored(source).run();
    }
    List<LogEntry> entries = recovered.entries();
    replayThrough = entries.isEmpty() ? newest.lastIndex() : entries.get(entries.size() - 1).index();
    appliedIndex = newest.lastIndex();
    snapshotting.startsAt(newest);
    raft = Raft.restart(settings.raft(), self, newest, recovered.hardState(), entries, ports.entropy(), nowMillis());
    lastRanMillis = nowMillis();
    refreshView(raft.status());
    loop.around(this::noticePause, this::flush);
    loop.onFailure(this::failed);
    ports.transport().receive(PeerTransport.Channel.RAFT, this::received);
    writerThread.accept(writer);
  }

  /** Told of every change of role, term or leader, on the loop. Registered before {@link #start}. */
  public void onRoleChange(Consumer<RoleChange> told) {
    roleListeners.add(told);
  }

  /** Runs on the loop after each tick of the core. Registered before {@link #start}. */
  public void onTick(Runnable work) {
    tickListeners.add(work);
  }

  /** Runs on the loop after an entry of this leader's own term was applied, maybe more than once. Registered before {@link #start}. */
  public void onOwnTermApplied(Runnable work) {
    ownTermListeners.add(work);
  }

  /** Runs on the loop when this process turns out not to have run for a while. Registered before {@link #start}. */
  public void onPause(Runnable work) {
    pauseListeners.add(work);
  }

  /** Time has passed; called by a timer every 20-50 ms. */
  public void tick() {
    loop.offer(() -> {
      if (failure != null) return;
      raft.tick(nowMillis());
      refreshView(raft.status());
      tellOwnTerm();
      tickListeners.forEach(Runnable::run);
    });
  }

  /**
   * Puts a command of {@code table} into the log. The stage completes with what the table answered when it was applied here, or fails with
   * {@link NotLeading} (surely not done), {@link io.dss.node.route.OutcomeUnknown}, or a {@link Refusal} (nothing done).
   */
  @SuppressWarnings("unchecked")
  public <R> CompletionStage<R> propose(ReplicatedTable<R> table, byte[] command) {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    onLoop(reply, () -> propose(Tables.command(table, command), reply));
    return (CompletionStage<R>) reply;
  }

  /** Completes when the tables hold everything that was committed at this call, confirmed by a quorum; fails as {@link #propose} does. */
  public CompletionStage<Void> readBarrier() {
    CompletableFuture<Void> read = new CompletableFuture<>();
    onLoop(read, () -> {
      if (refusedForSilence(read)) return;
      reads.add(read);
    });
    return read;
  }

  /** Hands leadership to {@code to}, or to whoever is furthest; says what came of the request at once. */
  public CompletionStage<TransferResult> transferLeadership(Optional<NodeId> to) {
    CompletableFuture<TransferResult> result = new CompletableFuture<>();
    onLoop(result, () -> result.complete(raft.transferLeadership(to, nowMillis())));
    return result;
  }

  /** Hands leadership to whoever is furthest. The future completes when this node has stopped leading and knows the next leader; if nobody takes it, never. */
  public CompletableFuture<Void> handOver() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(done, () -> {
      tickListeners.add(() -> {
        if (!view.leads() && view.leader().isPresent()) done.complete(null);
      });
      raft.transferLeadership(Optional.empty(), nowMillis());
    });
    return done;
  }

  public CompletionStage<RaftStatus> status() {
    CompletableFuture<RaftStatus> status = new CompletableFuture<>();
    onLoop(status, () -> status.complete(raft.status()));
    return status;
  }

  /** As of the last batch; never blocks. Null before {@link #start}. */
  public RaftView view() {
    return view;
  }

  /** What ended this node's part, if anything did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  public long logBytes() {
    return ports.log().sizeBytes();
  }

  /** Log time as a leader stamps entries now; empty if this node does not lead. On the loop only. */
  public Optional<Long> logTimeMillis() {
    return raft.logTimeMillis(nowMillis());
  }

  /** The loop has ended: lets the disk finish what it has and closes what is open. @return whether the disk thread has ended in time */
  public boolean close(long waitMillis) {
    snapshotting.close();
    return writer.stop(waitMillis);
  }

  private long nowMillis() {
    return ports.time().monotonicNanos() / 1_000_000;
  }

  private void onLoop(CompletableFuture<?> result, Runnable work) {
    boolean taken = loop.offer(() -> {
      if (failure != null) result.completeExceptionally(new NotLeading(Optional.empty()));
      else work.run();
    });
    if (!taken) {
      result.completeExceptionally(new Refusal(Refusal.Code.OVERLOADED,
          EventLoop.MAX_QUEUED_EVENTS + " events wait for the loop of " + self + ", the most there may be; ask again later", Optional.empty(), 1_000));
    }
  }

  private void propose(byte[] command, CompletableFuture<Object> reply) {
    if (refusedForSilence(reply)) return;
    ProposeResult result = raft.propose(command, nowMillis());
    if (result instanceof ProposeResult.Accepted accepted) {
      proposals.add(accepted.index(), accepted.term(), reply);
    } else if (result instanceof ProposeResult.NotLeader not) {
      reply.completeExceptionally(new NotLeading(not.leader()));
    } else if (result instanceof ProposeResult.Transferring) {
      reply.completeExceptionally(new NotLeading(Optional.empty()));
    } else if (result instanceof ProposeResult.Overloaded overloaded) {
      reply.completeExceptionally(new Refusal(Refusal.Code.OVERLOADED, overloaded.pendingBytes() + " bytes wait to be committed, at most "
          + overloaded.limitBytes() + " may (dss.raft.max-uncommitted-bytes); ask again later", Optional.of(self), 1_000));
    } else if (result instanceof ProposeResult.TooLarge large) {
      reply.completeExceptionally(new Refusal(Refusal.Code.LIMIT_REACHED,
          "the command is " + large.commandBytes() + " bytes long, at most " + large.limitBytes() + " are allowed", Optional.of(self), 0));
    }
  }

  /** A leader that has lost its quorum takes nothing into its log: it could only answer, seconds later, that the outcome is unknown. */
  private boolean refusedForSilence(CompletableFuture<?> result) {
    if (!view.leads() || quorumHeard) return false;
    result.completeExceptionally(new Refusal(Refusal.Code.NO_QUORUM,
        "node " + self + " leads but has not heard a quorum of " + view.configuration().voters().size() + " voters for "
            + SILENT_HEARTBEATS * settings.raft().heartbeatMillis() + " ms; nothing was changed", Optional.of(self), 1_000));
    return true;
  }

  private void received(PeerTransport.Peer from, byte[] frame) {
    RaftMessage message;
    try {
      message = RaftMessageCodec.decode(frame);
    } catch (MalformedBinary malformed) {
      listener.messageRefused();
      LOG.log(System.Logger.Level.WARNING, "a Raft message of " + from.node() + " was dropped: " + malformed.getMessage());
      return;
    }
    loop.offer(() -> {
      if (failure == null) step(from, message);
    });
  }

  private void step(PeerTransport.Peer from, RaftMessage message) {
    Configuration configuration = view.configuration();
    var admitted = configuration.voters().containsKey(from.node()) ? configuration.voters().get(from.node()) : configuration.learners().get(from.node());
    if (!from.disk().equals(admitted)) {
      listener.messageRefused();
      return;
    }
    raft.step(from.node(), message, nowMillis());
    if (view.leader().filter(from.node()::equals).isPresent()) leaderHeardMillis = nowMillis();
  }

  private void noticePause() {
    if (failure != null) return;
    long now = nowMillis();
    long away = now - lastRanMillis;
    lastRanMillis = now;
    if (away > settings.raft().electionTimeoutMinMillis()) {
      LOG.log(System.Logger.Level.WARNING, "this process did not run for " + away + " ms (garbage collection, a stopped process, a starved machine)");
      raft.paused(away, now);
      pauseListeners.forEach(Runnable::run);
    }
  }

  private void flush() {
    if (failure != null) return;
    if (reads.anyAsked()) reads.begun(raft.readIndex(nowMillis()));
    while (raft.hasReady()) carryOut(raft.ready());
    snapshotting.takeIfDue(raft, appliedIndex, tables, index -> writer.task(() -> ports.log().discardThrough(index)));
  }

  private void carryOut(Ready ready) {
    send(ready.messages());
    toDisk(ready);
    ready.restore().ifPresent(this::restore);
    apply(ready.committedEntries());
    ready.reads().forEach(reads::answered);
    ready.failedReads().forEach(reads::failed);
    ready.snapshotChunks().forEach(chunk -> snapshotting.store(raft, chunk));
    ready.snapshotReads().forEach(wanted -> snapshotting.read(raft, wanted));
    ready.roleChanges().forEach(this::roleChanged);
  }

  private void send(List<Envelope> messages) {
    for (Envelope envelope : messages) {
      ports.transport().send(envelope.to(), PeerTransport.Channel.RAFT, RaftMessageCodec.encode(envelope.message()));
    }
  }

  private void toDisk(Ready ready) {
    if (!ready.mustPersist() && ready.messagesAfterPersist().isEmpty()) return;
    ready.restartLogAfter().ifPresent(meta -> writer.task(() -> ports.log().restartAfter(meta.lastIndex(), meta.lastTerm())));
    writer.write(ready);
  }

  /** Loads the tables off the loop; entries after the snapshot are handed out only once it was reported applied. */
  private void restore(SnapshotMeta meta) {
    snapshotting.load(tables, swap -> {
      if (failure != null) return;
      swap.run();
      snapshotting.restored(meta);
      proposals.skippedThrough(meta.lastIndex());
      appliedIndex = meta.lastIndex();
      raft.applied(appliedIndex, nowMillis());
      listener.snapshotRestored(appliedIndex);
    });
  }

  private void apply(List<LogEntry> entries) {
    if (entries.isEmpty()) return;
    long began = ports.time().monotonicNanos();
    long bytes = 0;
    for (LogEntry entry : entries) {
      Object reply = entry.kind() == LogEntry.Kind.COMMAND ? tables.apply(entry, entry.index() <= replayThrough) : null;
      proposals.applied(entry, reply);
      bytes += entry.sizeBytes();
    }
    appliedIndex = entries.get(entries.size() - 1).index();
    raft.applied(appliedIndex, nowMillis());
    snapshotting.applied(bytes);
    appliedTerm = entries.get(entries.size() - 1).term();
    tellOwnTerm();
    listener.applied(entries.size(), ports.time().monotonicNanos() - began);
  }

  private void tellOwnTerm() {
    if (view.leads() && appliedTerm == view.term()) ownTermListeners.forEach(Runnable::run);
  }

  private void roleChanged(RoleChange change) {
    boolean led = view.leads();
    refreshView(raft.status());
    leaderHeardMillis = nowMillis();
    if (led && change.role() != Role.LEADER) {
      proposals.leadershipLost();
      reads.failAll();
    }
    LOG.log(System.Logger.Level.INFO, "term " + change.term() + ": " + self + " is " + change.role().name().toLowerCase(java.util.Locale.ROOT)
        + ", leader is " + change.leader().map(NodeId::value).orElse("not known") + " (" + change.why() + ")");
    listener.roleChanged(change);
    roleListeners.forEach(told -> told.accept(change));
  }

  private void refreshView(RaftStatus status) {
    long silenceMillis = (long) SILENT_HEARTBEATS * settings.raft().heartbeatMillis();
    long now = nowMillis();
    boolean leads = status.role() == Role.LEADER;
    long heard = status.followers().stream().filter(f -> f.voter() && now - f.lastContactMillis() <= silenceMillis).count();
    quorumHeard = leads && heard + 1 >= status.configuration().quorum();
    view = new RaftView(status.role(), status.term(), status.leader(), leads ? quorumHeard : now - leaderHeardMillis <= silenceMillis, status.configuration());
  }

  /** On the loop. */
  private void failed(Throwable broken) {
    if (failure != null) return;
    failure = broken;
    LOG.log(System.Logger.Level.ERROR, self + " takes no part in the cluster any more, as going on could do harm: " + broken.getMessage(), broken);
    proposals.leadershipLost();
    reads.failAll();
    view = new RaftView(Role.FOLLOWER, view.term(), Optional.empty(), false, view.configuration());
    roleListeners.forEach(told -> told.accept(new RoleChange(Role.FOLLOWER, view.term(), Optional.empty(), "failed")));
  }

  private void fail(Throwable broken) {
    loop.complete(() -> failed(broken));
  }

  /** On the disk thread. */
  private final class DiskDone implements LogWriter.Listener {
    @Override
    public void persisted(long readyNumber, List<Envelope> promises, long entries, long syncNanos) {
      if (readyNumber > 0) listener.synced(entries, syncNanos);
      loop.complete(() -> {
        if (failure != null) return;
        send(promises);
        if (readyNumber > 0) raft.persisted(readyNumber, nowMillis());
      });
    }

    @Override
    public void failed(RuntimeException broken) {
      fail(broken);
    }
  }
}
