package io.dss.node.raft;

import io.dss.kernel.Entropy;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import io.dss.raft.Envelope;
import io.dss.raft.Raft;
import io.dss.raft.RaftMessage;
import io.dss.raft.RaftMessageCodec;
import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;
import io.dss.raft.Ready;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.raft.TransferResult;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

  /** What it stands on. {@code worker} runs one task at a time, in order, and may block. */
  public record Ports(LogStore log, SnapshotStore snapshots, PeerTransport transport, TimeSource time, Entropy entropy, Executor worker) {}

  /** @param snapshotEntries and {@code snapshotLogBytes}: applied since the last snapshot, whichever comes first */
  public record Settings(RaftSettings raft, long snapshotEntries, long snapshotLogBytes) {}

  private final NodeId self;
  private final Settings settings;
  private final Ports ports;
  private final EventLoop loop;
  private final Entrance entrance;
  private final RaftListener listener;
  private final Tables tables;
  private final LogWriter writer;
  private final Snapshotting snapshotting;
  private final Proposals proposals;
  private final Applying applying;
  private final Outlook outlook;
  private final PauseWatch pauses;
  private final Reads reads = new Reads();
  private final List<Consumer<RoleChange>> roleListeners = new ArrayList<>();
  private final List<Runnable> tickListeners = new ArrayList<>();
  private final HandOvers handOvers = new HandOvers();
  private final List<Runnable> ownTermListeners = new ArrayList<>();
  private final List<Runnable> pauseListeners = new ArrayList<>();
  private Raft raft;
  private Doubt doubt = Doubt.none();
  /** The log goes on after a snapshot whose tables are still being read: those that are there are older than the log remembers. */
  private boolean restoring;
  private volatile Throwable failure;
  private boolean ended;

  public RaftNode(NodeId self, Settings settings, Ports ports, EventLoop loop, RaftListener listener, Collection<? extends ReplicatedTable<?>> tables) {
    this.self = self;
    this.settings = settings;
    this.ports = ports;
    this.loop = loop;
    this.entrance = new Entrance(self, loop, this::takesPart);
    this.listener = listener;
    this.tables = new Tables(tables);
    this.proposals = new Proposals(self);
    this.applying = new Applying(this.tables, proposals);
    this.outlook = new Outlook(self, settings.raft());
    this.pauses = new PauseWatch(settings.raft().electionTimeoutMinMillis());
    this.writer = new LogWriter(ports.log(), ports.time(), new DiskDone());
    this.snapshotting = new Snapshotting(ports.snapshots(), ports.worker(), this::whileTakingPart, ports.time(),
        new Snapshotting.Policy(settings.snapshotEntries(), settings.snapshotLogBytes()), listener, this::fail);
  }

  /**
   * Reads the disk, loads the tables and begins to take part. Blocks on the disk; called once, before the loop runs.
   *
   * @param writerThread starts the thread that waits for the disk
   */
  public void start(Consumer<Runnable> writerThread) {
    Recovery recovery = Recovery.from(ports.log(), ports.snapshots(), tables);
    applying.startsAt(recovery.newest().lastIndex(), recovery.lastIndex());
    snapshotting.startsAt(recovery.newest());
    raft = Raft.restart(settings.raft(), self, recovery.newest(), recovery.log().hardState(), recovery.log().entries(), ports.entropy(), nowMillis());
    doubt = Doubt.after(recovery, ports.log());
    pauses.startsAt(nowMillis());
    outlook.refresh(raft.status(), nowMillis());
    loop.around(this::noticePause, this::flush);
    loop.onFailure(this::failed);
    loop.atEnd(this::ended);
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
      if (!takesPart()) return;
      if (!doubt.isOpen()) raft.tick(nowMillis());
      outlook.refresh(raft.status(), nowMillis());
      tellOwnTerm();
      tickListeners.forEach(Runnable::run);
      handOvers.tell(view());
    });
  }

  /**
   * Puts a command of {@code table} into the log. The stage completes with what the table answered when it was applied here, or fails with
   * {@link io.dss.node.route.NotLeading} (surely not done), {@link io.dss.node.route.OutcomeUnknown}, or a {@link Refusal} (nothing done).
   */
  @SuppressWarnings("unchecked")
  public <R> CompletionStage<R> propose(ReplicatedTable<R> table, byte[] command) {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    entrance.enter(reply, () -> propose(Tables.command(table, command), reply));
    return (CompletionStage<R>) reply;
  }

  /**
   * Runs {@code read} on the loop when the tables hold everything that was committed at this call, confirmed by a quorum, and completes with what it returns;
   * fails as {@link #propose} does. What is made dependent on the stage itself may run on the calling thread: the stage may be complete by then.
   */
  public <T> CompletionStage<T> read(Supplier<T> read) {
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    CompletionStage<T> answer = confirmed.thenApply(now -> read.get());
    entrance.enter(confirmed, () -> {
      if (!refusedForSilence(confirmed)) reads.add(confirmed);
    });
    return answer;
  }

  /** Hands leadership to {@code to}, or to whoever is furthest; says what came of the request at once. */
  public CompletionStage<TransferResult> transferLeadership(Optional<NodeId> to) {
    return asked(() -> raft.transferLeadership(to, nowMillis()));
  }

  /**
   * Hands leadership to the furthest of {@code preferred}, or of all if none of these is another voter. The future completes when this node has stopped leading and knows the
   * next leader; if nobody takes it, never.
   */
  public CompletableFuture<Void> handOver(Set<NodeId> preferred) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    entrance.enter(done, () -> {
      handOvers.add(done);
      raft.transferLeadership(raft.status().furthestVoter(preferred), nowMillis());
    });
    return done;
  }

  public CompletionStage<RaftStatus> status() {
    return asked(() -> raft.status());
  }

  /** As of the last batch; never blocks. Null before {@link #start}. */
  public RaftView view() {
    return outlook.view();
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

  private <T> CompletionStage<T> asked(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    entrance.enter(answer, () -> answer.complete(question.get()));
    return answer;
  }

  private void propose(byte[] command, CompletableFuture<Object> reply) {
    if (refusedForSilence(reply)) return;
    proposals.begun(raft.propose(command, nowMillis()), reply);
  }

  private boolean refusedForSilence(CompletableFuture<?> result) {
    Optional<Refusal> refusal = outlook.refusedForSilence();
    refusal.ifPresent(result::completeExceptionally);
    return refusal.isPresent();
  }

  private void received(PeerTransport.Peer from, byte[] frame) {
    try {
      RaftMessage message = RaftMessageCodec.decode(frame);
      loop.offer(() -> {
        if (takesPart()) step(from, message);
      });
    } catch (MalformedBinary malformed) {
      listener.messageRefused();
      LOG.log(System.Logger.Level.WARNING, "a Raft message of " + from.node() + " was dropped: " + malformed.getMessage());
    }
  }

  private void step(PeerTransport.Peer from, RaftMessage message) {
    if (!outlook.admits(from)) {
      listener.messageRefused();
      return;
    }
    if (!doubt.admits(message)) return;
    raft.step(from.node(), message, nowMillis());
    outlook.heard(from.node(), nowMillis());
  }

  private void noticePause() {
    if (!takesPart()) return;
    long awayMillis = pauses.awayMillis(nowMillis());
    if (awayMillis == 0) return;
    raft.paused(awayMillis, nowMillis());
    pauseListeners.forEach(Runnable::run);
  }

  private void flush() {
    if (!takesPart()) return;
    if (reads.anyAsked()) reads.begun(raft.readIndex(nowMillis()));
    while (raft.hasReady()) carryOut(raft.ready());
    if (!restoring) snapshotting.takeIfDue(raft, applying.lastIndex(), tables, index -> writer.task(() -> ports.log().discardThrough(index)));
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
    restoring = true;
    snapshotting.load(tables, meta, swap -> {
      swap.run();
      restoring = false;
      snapshotting.restored(meta);
      applying.restored(meta.lastIndex());
      raft.applied(meta.lastIndex(), nowMillis());
      settleDoubt();
      listener.snapshotRestored(meta.lastIndex());
    });
  }

  private void apply(List<LogEntry> entries) {
    if (entries.isEmpty()) return;
    long began = ports.time().monotonicNanos();
    snapshotting.applied(applying.apply(entries));
    raft.applied(applying.lastIndex(), nowMillis());
    settleDoubt();
    tellOwnTerm();
    listener.applied(entries.size(), ports.time().monotonicNanos() - began);
  }

  private void settleDoubt() {
    if (!doubt.settledBy(applying.lastIndex())) return;
    LOG.log(System.Logger.Level.INFO, self + " has learnt again what its peers know, and votes");
    writer.task(() -> ports.log().settled());
  }

  private void tellOwnTerm() {
    if (view().leads() && applying.lastTerm() == view().term()) ownTermListeners.forEach(Runnable::run);
  }

  private void roleChanged(RoleChange change) {
    outlook.changed(raft.status(), nowMillis());
    // Not asked of the view, which a tick may have refreshed since this node stepped down.
    if (change.role() != Role.LEADER) {
      proposals.leadershipLost();
      reads.failAll();
    }
    LOG.log(System.Logger.Level.INFO, "term " + change.term() + ": " + self + " is " + change.role().name().toLowerCase(java.util.Locale.ROOT)
        + ", leader is " + change.leader().map(NodeId::value).orElse("not known") + " (" + change.why() + ")");
    listener.roleChanged(change);
    roleListeners.forEach(told -> told.accept(change));
  }

  /** On the loop. */
  private void failed(Throwable broken) {
    if (failure != null) return;
    failure = broken;
    LOG.log(System.Logger.Level.ERROR, self + " takes no part in the cluster any more, as going on could do harm: " + broken.getMessage(), broken);
    withdraw("failed");
  }

  /** On the loop, last of all: whoever waits here is told that it waits in vain. */
  private void ended() {
    ended = true;
    if (failure == null) withdraw("stopped");
  }

  private void withdraw(String why) {
    proposals.leadershipLost();
    reads.failAll();
    outlook.withdrawn();
    roleListeners.forEach(told -> told.accept(new RoleChange(Role.FOLLOWER, view().term(), Optional.empty(), why)));
  }

  private void fail(Throwable broken) {
    loop.complete(() -> failed(broken));
  }

  /** On the loop: the core may be called. Whose invariant broke is in no state to be asked anything (see {@link Raft}). */
  private boolean takesPart() {
    return failure == null && !ended;
  }

  private void whileTakingPart(Runnable work) {
    loop.complete(() -> {
      if (takesPart()) work.run();
    });
  }

  /** On the disk thread. */
  private final class DiskDone implements LogWriter.Listener {
    @Override
    public void persisted(long readyNumber, List<Envelope> promises, long entries, long syncNanos) {
      if (readyNumber > 0) listener.synced(entries, syncNanos);
      whileTakingPart(() -> {
        send(promises);
        if (readyNumber > 0) raft.persisted(readyNumber, nowMillis());
      });
    }

    @Override
    public void failed(Throwable broken) {
      fail(broken);
    }
  }
}
