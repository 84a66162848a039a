package io.dss.node.cache;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.coherence.Bucket;
import io.dss.coherence.Buckets;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.coherence.link.PeerLink;
import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotOwner;
import io.dss.node.route.Placement;
import io.dss.node.route.Refusal;
import io.dss.spi.PeerTransport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The cache's own loop: runs the buckets and carries out what they want done, in the order in which they want it. What one turn has for a peer or
 * for main memory leaves together at its end. Confined to the loop unless said.
 */
final class LineLoop implements StoreDesk.Asker {
  private final NodeId self;
  private final CacheNode.Ports ports;
  private final NodeLimits limits;
  private final Counters counters = new Counters();
  private final Shelf shelf = new Shelf(counters);
  private final Lines lines;
  private final Links links;
  private final StoreDesk store;
  private final OpenCalls calls = new OpenCalls(this);
  private final Flushes flushes;
  private final Feed feed;
  private final Departure departure;
  private final Refusals refusals;
  private volatile Optional<Ring> newest = Optional.empty();
  /** The last view that this life of the node was in. */
  private Optional<Incarnation> life = Optional.empty();
  private Epoch seen = Epoch.NONE;
  private long enteredNanos;
  private boolean entering;
  private boolean told = true;
  private volatile boolean stopping;
  private volatile CacheGauges gauges;

  LineLoop(Incarnation self, CacheNode.Ports ports, NodeLimits limits) {
    this.self = self.node();
    this.ports = ports;
    this.limits = limits;
    lines = new Lines(this.self, limits, ports.time()::wallMillis, this::carryOut, this::entered);
    links = new Links(this.self, ports.transport(), ports.time());
    store = new StoreDesk(ports.store(), ports.loop(), ports.time(), counters, ports.listener(), this);
    flushes = new Flushes(shelf, limits.maxDirtyBytes(), this::flush);
    feed = new Feed(self.number(), limits.maxChanges());
    departure = new Departure(ports.loop(), ports.time(), shelf, lines, flushes, store, ports.transport()::unreachable);
    refusals = new Refusals(this.self, this);
    gauges = measured();
    ports.loop().around(() -> { }, this::afterBatch);
    ports.transport().receive(PeerTransport.Channel.CACHE, (from, frame) -> ports.loop().offer(() -> received(from.node(), frame)));
    ports.placement().onChange(() -> ports.loop().complete(this::refresh));
    ports.loop().complete(this::refresh);
  }

  Hits hits() {
    return new Hits(self, ports.placement(), ports.time(), lines, shelf, counters);
  }

  Lines lines() {
    return lines;
  }

  /** Its lookups are for any thread. */
  Shelf shelf() {
    return shelf;
  }

  StoreDesk store() {
    return store;
  }

  Counters counters() {
    return counters;
  }

  /** Any thread. */
  Refusals refusals() {
    return refusals;
  }

  Feed feed() {
    return feed;
  }

  Flushes flushes() {
    return flushes;
  }

  Departure departure() {
    return departure;
  }

  /** A peer does not take what this node has for it. Any thread. */
  boolean full() {
    return links.full();
  }

  /** The newest ring that this node knows. Any thread. */
  Optional<Ring> ring() {
    return newest;
  }

  /** As of the last tick. Any thread. */
  CacheGauges gauges() {
    return gauges;
  }

  long nowNanos() {
    return ports.time().monotonicNanos();
  }

  NotOwner notHere() {
    return new NotOwner(newest.map(Ring::epoch).orElse(Epoch.NONE));
  }

  // --- views

  private void refresh() {
    Optional<Placement.Ring> ring = ports.placement().ring();
    if (ring.isPresent() && ring.get().epoch().isAfter(seen)) follow(Ring.of(ring.get()));
    calls.release();
  }

  private void follow(Ring ring) {
    seen = ring.epoch();
    newest = Optional.of(ring);
    counters.invTimedOut.add(Math.max(0, counters.invSent.sum() - counters.invAcked.sum() - counters.invTimedOut.sum()));
    if (life.isPresent() && !life.equals(ring.self())) discard();
    life = ring.self();
    if (!ring.member()) {
      links.close();
      return;
    }
    links.view(ring.id(), ring.nodes());
    lines.enter(ring);
    enteredNanos = nowNanos();
    told = false;
    entering = true;
  }

  /** Lines that others may have given away meanwhile. Main memory and the backups have what was acknowledged. */
  private void discard() {
    int dirty = shelf.dirtyLines();
    long entries = shelf.entries();
    calls.leave();
    lines.leave();
    store.discard();
    ports.listener().discarded((int) entries, dirty);
  }

  /** In each turn, so that what others want is done in between, and what has entered is told to the others at once. */
  private void enterSome() {
    if (!entering) return;
    entering = lines.ring().isPresent() && lines.enterSome();
    if (entering) again();
  }

  private void entered(int bucket, ViewId view) {
    store.view(bucket, view);
  }

  // --- events

  private void received(NodeId from, byte[] frame) {
    if (lines.ring().isEmpty()) return;
    try {
      for (PeerLink.Arrived one : links.received(from, frame).orElse(List.of())) {
        if (one.message() instanceof Message.Keyed keyed && keyed.about() instanceof Message.InvAck) counters.invAcked.increment();
        lines.received(from, one.bucket(), one.message());
      }
    } catch (MalformedBinary malformed) {
      counters.unlisted.increment();
      ports.listener().unlisted(from.value(), malformed.getMessage());
    }
  }

  /** A call of a thread of this node, or of a node that has no lines. */
  CompletionStage<Caches.Answered> call(OpenCall call) {
    if (!ports.loop().offer(() -> calls.begin(call))) call.result.completeExceptionally(refusals.notTaken());
    return call.result;
  }

  void run(OpenCall call) {
    Slot slot = shelf.find(call.key());
    if (slot != null) slot.used(nowNanos());
    Bucket bucket = lines.at(call.bucket);
    carryOut(call.bucket, bucket.call(call.id, call.key(), call.asked.command(), call.asked.idempotency(), ports.time().wallMillis()));
  }

  boolean cancel(OpenCall call) {
    return lines.peek(call.bucket).cancel(call.key(), call.id);
  }

  LineState stateOf(String key) {
    Slot slot = shelf.find(key);
    return slot == null ? LineState.I : slot.shown.state();
  }

  /** The load that is under way of a key, as far as this node knows. */
  Optional<Content.Loading> loading(String key) {
    Slot slot = shelf.find(key);
    if (slot == null || !slot.shown.state().readable()) return Optional.empty();
    return slot.shown.entry().content() instanceof Content.Loading load ? Optional.of(load) : Optional.empty();
  }

  /**
   * A line that was asked for stays on its way until it comes, whoever has given up waiting for it; while main memory is away none comes, so there may be only
   * so many.
   */
  Optional<Refusal> tooManyComing(OpenCall call) {
    boolean room = shelf.coming() < limits.maxInflight() + limits.maxWaiting() || shelf.find(call.key()) != null;
    return room ? Optional.empty() : Optional.of(store.trouble(call.bucket).or(store::anyTrouble).orElseGet(refusals::tooManyComing));
  }

  /** Whether this node may write more before main memory has some of it. */
  boolean hasRoom() {
    return shelf.dirtyBytes() < limits.maxDirtyBytes();
  }

  /** Whether what the lines of a bucket say may leave this node. */
  boolean acting(int bucket) {
    Optional<Epoch> acting = ports.placement().acting();
    return acting.isPresent() && acting.get().equals(lines.epoch(bucket));
  }

  Caches.Answered answered(OpenCall call, Effect.Answer answer, boolean stale) {
    return new Caches.Answered(answer.reply(), answer.state(), answer.source(), stale, home(call.bucket), self);
  }

  NodeId home(int bucket) {
    return lines.ring().map(ring -> ring.home(bucket)).orElse(self);
  }

  // --- what buckets want done

  private void carryOut(int bucket, List<Effect> effects) {
    for (Effect effect : effects) carryOut(bucket, effect);
  }

  private void carryOut(int bucket, Effect effect) {
    if (effect instanceof Effect.Send send) send(bucket, send);
    else if (effect instanceof Effect.Show show) show(show);
    else if (effect instanceof Effect.Answer answer) calls.answered(answer);
    else if (effect instanceof Effect.Refused refused) calls.refused(refused.call());
    else if (effect instanceof Effect.Changed changed) feed.add(changed);
    else if (effect instanceof Effect.Flushed flushed) flushes.ended(flushed.key());
    else if (effect instanceof Effect.ReadStore read) store.read(bucket, read.key());
    else if (effect instanceof Effect.WriteStore write) write(bucket, write);
    else if (effect instanceof Effect.Fence) store.fence(bucket);
    else if (effect instanceof Effect.Invalidated invalidated) invalidated(invalidated.key());
    else unlisted((Effect.Unlisted) effect);
  }

  private void send(int bucket, Effect.Send send) {
    Invariant.check(lines.ring().isPresent() && lines.has(bucket, lines.ring().get().id()), "bucket %d speaks in a view that is over", bucket);
    if (send.message() instanceof Message.Keyed keyed && keyed.about() instanceof Message.Inv) counters.invSent.increment();
    links.send(send.to(), bucket, send.message());
  }

  private void write(int bucket, Effect.WriteStore write) {
    departure.stirred(nowNanos());
    store.write(bucket, write);
  }

  private void show(Effect.Show show) {
    shelf.show(show, nowNanos());
    if (!show.dirty()) flushes.ended(show.key());
  }

  private void invalidated(String key) {
    ports.listener().invalidated(key);
  }

  private void unlisted(Effect.Unlisted unlisted) {
    counters.unlisted.increment();
    ports.listener().unlisted(unlisted.from().value(), unlisted.what());
  }

  private void flush(String key) {
    int bucket = Buckets.of(key);
    if (lines.ring().isPresent()) carryOut(bucket, lines.at(bucket).flush(key, ports.time().wallMillis()));
  }

  private boolean evict(String key) {
    int bucket = Buckets.of(key);
    if (lines.ring().isEmpty()) return false;
    List<Effect> effects = lines.at(bucket).evict(key, ports.time().wallMillis());
    carryOut(bucket, effects);
    return !effects.isEmpty();
  }

  // --- what main memory says

  @Override
  public void fenced(int bucket, ViewId view) {
    if (lines.has(bucket, view)) carryOut(bucket, lines.peek(bucket).fenced(view, ports.time().wallMillis()));
  }

  @Override
  public void read(int bucket, ViewId view, String key, Entry entry) {
    if (lines.has(bucket, view)) carryOut(bucket, lines.peek(bucket).storeRead(view, key, entry, ports.time().wallMillis()));
  }

  @Override
  public void written(int bucket, ViewId view, String key, Version version) {
    if (lines.has(bucket, view)) carryOut(bucket, lines.peek(bucket).storeWritten(view, key, version, ports.time().wallMillis()));
  }

  @Override
  public void refused(int bucket, ViewId view, String key, Version version) {
    if (lines.has(bucket, view)) carryOut(bucket, lines.peek(bucket).storeRefused(view, key, version, ports.time().wallMillis()));
  }

  // --- turns

  private void afterBatch() {
    enterSome();
    if (shelf.makeRoom(limits, this::evict)) again();
    departure.go(nowNanos());
    if (lines.ring().isPresent()) flushes.go();
    calls.unblock();
    store.issue();
    links.flush();
    feed.tell(nowNanos());
  }

  /** There is more to do of what may not take one turn too long. */
  private void again() {
    ports.loop().complete(() -> { });
  }

  /** Several times within {@link NodeLimits#RESEND_MILLIS}. */
  void tick() {
    // First: whatever becomes of the rest, no call outlives its deadline.
    calls.endOverdue(nowNanos());
    long wallMillis = ports.time().wallMillis();
    lines.ring().ifPresent(ring -> tick(ring, wallMillis));
    calls.release();
    calls.published();
    lines.count();
    gauges = measured();
    if (!told && !entering && lines.open() == Buckets.COUNT) {
      told = true;
      ports.listener().open(lines.ring().orElseThrow().id().toString(), TimeUnit.NANOSECONDS.toMillis(nowNanos() - enteredNanos));
    }
  }

  private void tick(Ring ring, long wallMillis) {
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (lines.has(bucket, ring.id())) carryOut(bucket, lines.peek(bucket).tick(wallMillis));
    }
  }

  private CacheGauges measured() {
    return new CacheGauges(shelf.entries(), shelf.bytes(), shelf.dirtyLines(), shelf.dirtyBytes(), lines.backupBytes(), links.pendingBytes(), lines.open(), calls.count(),
        calls.blocked(), counters.hits(), counters.misses(), counters.transitions(), counters.invSent.sum(), counters.invAcked.sum(), counters.invTimedOut.sum(),
        counters.writeBacks.sum(), counters.storeReads.sum(), counters.storeRetries.sum(), counters.pingPong.sum(), counters.evictions.sum(), counters.unlisted.sum());
  }

  /** Ends the calls that are under way, and takes no more. Any thread. */
  void refuseCalls() {
    stopping = true;
    ports.loop().complete(() -> {
      calls.stop(refusals.stopping());
      feed.close();
    });
  }

  /** Any thread. */
  boolean stopping() {
    return stopping;
  }
}
