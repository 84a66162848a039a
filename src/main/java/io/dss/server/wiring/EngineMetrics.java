package io.dss.server.wiring;

import io.dss.lock.LockEvent;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.node.lock.LockReplica;
import io.dss.node.queue.QueueNode;
import io.dss.node.raft.RaftListener;
import io.dss.raft.Role;
import io.dss.raft.RoleChange;
import io.dss.transport.RefusalCause;
import io.dss.transport.TransportCounters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * What the engine counts, as MicroProfile metrics. No label carries a name that a user made up. Lock events are counted by every lock node as it applies
 * them (not for entries it reads back from its own disk at start), so one node's figure is the cluster's, not a part of it.
 */
final class EngineMetrics implements RaftListener, LockReplica.Listener {
  private final Meters meters;
  private final Counter elections;
  private final Counter leaderChanges;
  private final Counter commits;
  private final Counter messagesRefused;
  private final Counter snapshotsTaken;
  private final Counter snapshotsRestored;
  private final Timer fsync;
  private final Timer apply;
  private final Counter synced;
  private final Counter grants;
  private final Counter waiterGrants;
  private final Counter refusals;
  private final Counter releases;
  private final Counter expiries;
  private final Counter waitTimeouts;
  private final Counter forced;

  EngineMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
    elections = meters.counter("dss_raft_elections", "Elections this node stood for");
    leaderChanges = meters.counter("dss_raft_leader_changes", "Times this node became leader");
    commits = meters.counter("dss_raft_commits", "Log entries applied on this node");
    messagesRefused = meters.counter("dss_raft_messages_refused", "Raft messages dropped: no message, or of a disk that was not admitted");
    snapshotsTaken = meters.counter("dss_raft_snapshots_taken", "Snapshots of this node's tables");
    snapshotsRestored = meters.counter("dss_raft_snapshots_restored", "Snapshots received from a leader");
    fsync = meters.timer("dss_raft_fsync", "Time of one fsync of the journal");
    synced = meters.counter("dss_raft_fsync_entries", "Log entries made durable; per fsync this is the group commit");
    apply = meters.timer("dss_raft_apply", "Time to apply one batch of log entries");
    grants = meters.counter("dss_lock_grants", "Locks granted, at once or to a waiter, upgrades included");
    waiterGrants = meters.counter("dss_lock_waiter_grants", "Locks granted to a client that had waited");
    refusals = meters.counter("dss_lock_refusals", "Acquires refused at once because the lock was held");
    releases = meters.counter("dss_lock_releases", "Locks given back by their holders");
    expiries = meters.counter("dss_lock_expiries", "Locks released because their timeout ended");
    waitTimeouts = meters.counter("dss_lock_wait_timeouts", "Waits that ended without a grant");
    forced = meters.counter("dss_lock_forced_releases", "Locks released by an operator");
  }

  /** Gauges of the running engine. */
  void observe(Engine engine) {
    meters.gauge("dss_raft_is_leader", "1 if this node leads", engine, e -> e.node().flatMap(FormedNode::raft).filter(raft -> raft.view().leads()).isPresent() ? 1 : 0);
    meters.gauge("dss_raft_term", "Current term", engine, e -> e.node().flatMap(FormedNode::raft).map(raft -> raft.view().term()).orElse(0L));
    meters.gauge("dss_raft_journal_bytes", "What the journal takes on the disk", engine, e -> e.node().flatMap(FormedNode::raft).map(raft -> raft.logBytes()).orElse(0L));
    meters.gauge("dss_raft_queued_events", "Events that wait for the loop", engine, e -> e.node().map(FormedNode::queuedEvents).orElse(0));
    meters.gauge("dss_lock_locks", "Names that are held or waited for", engine, e -> table(e, LockTable::lockCount));
    meters.gauge("dss_lock_holds", "Holds", engine, e -> table(e, LockTable::holdCount));
    meters.gauge("dss_lock_waiters", "Waiters, those that keep their place for a while included", engine, e -> table(e, LockTable::waiterCount));
    meters.gauge("dss_lock_table_bytes", "Estimate of the memory the lock table takes", engine, e -> table(e, LockTable::bytes));
    meters.gauge("dss_lock_calls", "Lock calls under way on this node, waiting ones included", engine, e -> e.node().map(node -> node.locks().callsUnderWay()).orElse(0));
    meters.gauge("dss_queue_calls", "Queue calls under way on this node, waiting ones included", engine, e -> queues(e, QueueNode::callsUnderWay));
    meters.gauge("dss_queue_topics", "Topics this node holds", engine, e -> queues(e, node -> node.gauges().topics()));
    meters.gauge("dss_queue_open_bytes", "Effects that are not durable yet", engine, e -> queues(e, node -> node.gauges().openBytes()));
    meters.gauge("dss_queue_body_cache_bytes", "Bodies of messages in memory", engine, e -> queues(e, node -> node.gauges().bodyCacheBytes()));
    meters.gauge("dss_queue_table_bytes", "What the embedded message store takes of memory on this lock node", engine,
        e -> e.node().flatMap(FormedNode::messageTable).map(table -> (double) table.bytes()).orElse(0.0));
    meters.gauge("dss_queue_queued_events", "Events that wait for the queue loop", engine, e -> e.node().map(node -> node.queues().queuedEvents()).orElse(0));
    meters.gauge("dss_cache_table_bytes", "What the embedded main memory of the cache takes of memory on this lock node", engine,
        e -> e.node().flatMap(FormedNode::memoryTable).map(table -> (double) table.bytes()).orElse(0.0));
    meters.gauge("dss_cache_queued_events", "Events that wait for the cache loop", engine, e -> e.node().map(node -> node.caches().queuedEvents()).orElse(0));
    meters.gauge("dss_cluster_ready", "1 if this node is ready", engine, e -> e.notReadyBecause().isEmpty() ? 1 : 0);
    meters.gauge("dss_cluster_members", "Members of the newest view", engine, e -> e.node().map(node -> node.member().leases().view().members().size()).orElse(0));
  }

  /** Counts of the transport, read when asked for. */
  void observe(TransportCounters counters) {
    for (TransportCounters.Count count : TransportCounters.Count.values()) {
      meters.gauge("dss_cluster_transport_" + count.name().toLowerCase(Locale.ROOT), counted(count), counters, c -> c.of(count));
    }
    for (RefusalCause cause : RefusalCause.values()) {
      Metadata metadata = Meters.named("dss_cluster_transport_refused", "Handshakes and connections refused, by cause");
      meters.registry().gauge(metadata, counters, c -> c.refused(cause), new Tag("cause", cause.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static String counted(TransportCounters.Count count) {
    return switch (count) {
      case CONNECTIONS_OPENED -> "Connections with other nodes that both sides have proven, since the start";
      case CONNECTIONS_LOST -> "Those of them that have ended";
      case FRAMES_OUT -> "Frames sent to other nodes";
      case FRAMES_IN -> "Frames received from other nodes";
      case BYTES_OUT -> "Bytes sent to other nodes";
      case BYTES_IN -> "Bytes received from other nodes";
      case DROPPED_QUEUE_FULL -> "Frames not taken because what waits for that node is at its limit";
      case DROPPED_NO_CONNECTION -> "Frames not taken because there was no proven connection";
      case DROPPED_NOT_FORMED -> "Frames dropped because one side was not formed yet";
      case DROPPED_NO_RECEIVER -> "Frames received that nobody listens to";
      case DROPPED_LATE_ANSWER -> "Answers that came when nobody waited for them any more";
      case RECEIVER_FAILED -> "Frames whose receiver threw: bugs, please report them";
    };
  }

  private static double queues(Engine engine, ToDoubleFunction<QueueNode> of) {
    return engine.node().map(node -> of.applyAsDouble(node.queues().node())).orElse(0.0);
  }

  private static double table(Engine engine, ToDoubleFunction<LockTable> of) {
    return engine.node().flatMap(FormedNode::lockTable).map(of::applyAsDouble).orElse(0.0);
  }

  @Override
  public void roleChanged(RoleChange change) {
    if (change.role() == Role.CANDIDATE) elections.inc();
    if (change.role() == Role.LEADER) leaderChanges.inc();
  }

  @Override
  public void synced(long entries, long nanos) {
    fsync.update(Duration.ofNanos(nanos));
    synced.inc(entries);
  }

  @Override
  public void applied(int entries, long nanos) {
    commits.inc(entries);
    apply.update(Duration.ofNanos(nanos));
  }

  @Override
  public void messageRefused() {
    messagesRefused.inc();
  }

  @Override
  public void snapshotTaken(long bytes, long nanos) {
    snapshotsTaken.inc();
  }

  @Override
  public void snapshotRestored(long index) {
    snapshotsRestored.inc();
  }

  @Override
  public void applied(LockReply reply, List<LockEvent> events, long timeMillis, boolean replay) {
    if (replay) return;
    if (reply instanceof LockReply.Refused) refusals.inc();
    for (LockEvent event : events) count(event);
  }

  private void count(LockEvent event) {
    if (event instanceof LockEvent.Granted) grants.inc();
    else if (event instanceof LockEvent.GrantedToWaiter) granted();
    else if (event instanceof LockEvent.Released) releases.inc();
    else if (event instanceof LockEvent.StuckReleased) expiries.inc();
    else if (event instanceof LockEvent.WaitEnded) waitTimeouts.inc();
    else if (event instanceof LockEvent.ForceReleased) forced.inc();
  }

  private void granted() {
    grants.inc();
    waiterGrants.inc();
  }
}
