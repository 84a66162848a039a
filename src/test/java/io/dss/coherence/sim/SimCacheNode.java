package io.dss.coherence.sim;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Operations;
import io.dss.coherence.Bucket;
import io.dss.coherence.BucketView;
import io.dss.coherence.Buckets;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.coherence.WatchedBucket;
import io.dss.coherence.link.PeerLink;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches;
import io.dss.node.route.Placement;
import io.dss.node.route.Refusal;
import io.dss.spi.PeerTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The least that makes a cache out of the pure parts: buckets, channels to the others, main memory, leases and deadlines. */
final class SimCacheNode implements CacheUnderTest {
  static final long CALL_MILLIS = 1_500;
  private static final long RESEND_MILLIS = 60;
  private static final int FRAME_BYTES = 2_000;

  private record Open(long number, Caches.Asked asked, CompletableFuture<Caches.Answered> answer) {}

  /** An answer that waits for a lease to leave under. */
  private record Ready(Open open, Effect.Answer answer) {}

  private final CacheProcess process;
  private final CacheWorld world;
  private final NodeId self;
  private final Build build;
  private final StoreDesk store;
  private final SortedMap<Integer, Bucket> buckets = new TreeMap<>();
  private final SortedMap<NodeId, PeerLink> links = new TreeMap<>();
  /** In the order of their last use. */
  private final LinkedHashMap<String, Shown> shown = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, Open> open = new TreeMap<>();
  private final List<Ready> ready = new ArrayList<>();
  private Optional<Placement.Ring> ring = Optional.empty();
  private ViewId view = ViewId.NONE;
  private long calls;

  SimCacheNode(CacheProcess process, Build build) {
    this.process = process;
    this.build = build;
    world = process.world();
    self = process.node();
    store = new StoreDesk(process, this);
    world.others(self).forEach(other -> links.put(other, new PeerLink(RESEND_MILLIS)));
    process.transport().receive(PeerTransport.Channel.CACHE, (from, frame) -> received(from.node(), frame));
    process.placement().onChange(this::placed);
  }

  private long now() {
    return process.clock().wallMillis();
  }

  private long ticks() {
    return process.clock().monotonicNanos() / 1_000_000;
  }

  private void placed() {
    Placement.Ring next = process.placement().ring().orElseThrow();
    ViewId id = new ViewId(next.epoch().generation(), next.epoch().logIndex());
    if (id.isAfter(view)) {
      view = id;
      ring = Optional.of(next).filter(now -> now.nodes().members().contains(self));
      links.values().forEach(link -> link.view(id, ticks()));
      // As the engine does, in turns: one that has something to do comes first.
      for (int bucket : world.buckets()) process.later(process.host().entropy().below(5_000), () -> touch(bucket));
    }
    release();
    pump();
  }

  /** The bucket under the newest view. */
  private Bucket touch(int number) {
    Bucket bucket = buckets.computeIfAbsent(number, fresh -> WatchedBucket.watched(self, build.safety(), world.counts()::used));
    if (ring.isPresent() && view.isAfter(bucket.view())) {
      String name = Buckets.ringName(number);
      NodeId home = ring.get().owner(name).orElseThrow();
      carryOut(number, bucket.view(new BucketView(view, home, ring.get().nodes().successor(name), ring.get().nodes().members()), now()));
      pump();
    }
    return bucket;
  }

  @Override
  public void removed() {
    shown.keySet().forEach(key -> world.lines().gone(process, key));
    shown.clear();
    buckets.values().forEach(Bucket::discard);
    buckets.clear();
    store.forget();
    ring = Optional.empty();
    links.replaceAll((node, link) -> new PeerLink(RESEND_MILLIS));
    ready.clear();
    List<Open> lost = List.copyOf(open.values());
    open.clear();
    lost.forEach(call -> call.answer.completeExceptionally(refusal(Refusal.Code.UNKNOWN_OUTCOME)));
  }

  private static Refusal refusal(Refusal.Code code) {
    return new Refusal(code, "simulated", Optional.empty(), 0);
  }

  private void received(NodeId from, byte[] frame) {
    for (PeerLink.Arrived arrived : links.get(from).received(frame, ticks())) {
      received(from, arrived.bucket(), arrived.message());
    }
    pump();
  }

  private void received(NodeId from, int number, Message message) {
    Bucket bucket = touch(number);
    if (!Sabotage.swallows(build.drill(), message, answer -> links.get(from).send(number, answer))) {
      carryOut(number, bucket.received(from, message, now()));
    }
  }

  /** Not through the channel. */
  void bypassed(NodeId from, ViewId under, int number, Message message) {
    if (!under.equals(view) || ring.isEmpty()) return;
    received(from, number, message);
    pump();
  }

  private void pump() {
    links.forEach((to, link) -> link.take(ticks(), FRAME_BYTES).forEach(frame -> process.transport().send(to, PeerTransport.Channel.CACHE, frame)));
  }

  /** What main memory answers to a bucket of this node. */
  void answered(int number, Function<Bucket, List<Effect>> what) {
    carryOut(number, what.apply(touch(number)));
    pump();
  }

  @Override
  public CompletionStage<Caches.Answered> call(Caches.Asked asked) {
    CompletableFuture<Caches.Answered> answer = new CompletableFuture<>();
    Optional<Caches.Answered> hit = hit(asked);
    if (hit.isPresent()) {
      answer.complete(hit.get());
      return answer;
    }
    Open call = new Open(++calls, asked, answer);
    open.put(call.number, call);
    process.after(1_000_000 * (CALL_MILLIS + asked.waitMillis()), () -> overdue(call));
    int number = Buckets.of(asked.key());
    carryOut(number, touch(number).call(call.number, asked.key(), asked.command(), asked.idempotency(), now()));
    pump();
    return answer;
  }

  private Optional<Caches.Answered> hit(Caches.Asked asked) {
    Shown line = shown.get(asked.key());
    if (line == null || !line.state().readable()) return Optional.empty();
    Optional<CacheReply> reply = Operations.read(line.entry(), asked.command(), asked.idempotency(), now()).filter(read -> !(read instanceof CacheReply.Wait));
    boolean leased = process.placement().acting().isPresent() || build.breaks(Drill.HITS_WITHOUT_LEASE);
    boolean any = asked.consistency() == Caches.Consistency.ANY && asked.command() instanceof CacheCommand.Read;
    if (reply.isEmpty() || !leased && !any) return Optional.empty();
    world.counts().hit();
    return Optional.of(new Caches.Answered(reply.get(), line.state(), Effect.Source.LOCAL, !leased, self, self));
  }

  private void overdue(Open call) {
    if (open.remove(call.number) == null) return;
    boolean waits = ready.removeIf(one -> one.open == call);
    boolean nothing = !waits && touch(Buckets.of(call.asked.key())).cancel(call.asked.key(), call.number);
    call.answer.completeExceptionally(refusal(nothing ? Refusal.Code.MOVING : Refusal.Code.UNKNOWN_OUTCOME));
    pump();
  }

  /** What was answered without a lease was right if a lease comes back to this very incarnation: nobody else acted on the line meanwhile. */
  private void release() {
    if (process.placement().acting().isEmpty()) return;
    List<Ready> leaving = List.copyOf(ready);
    ready.clear();
    leaving.forEach(this::answer);
  }

  private void answer(Ready one) {
    if (open.remove(one.open.number) == null) return;
    Effect.Answer said = one.answer;
    one.open.answer.complete(new Caches.Answered(said.reply(), said.state(), said.source(), false, self, self));
  }

  private void carryOut(int number, List<Effect> effects) {
    for (Effect effect : effects) carryOut(number, effect);
  }

  private void carryOut(int number, Effect effect) {
    if (effect instanceof Effect.Send send) send(number, send);
    else if (effect instanceof Effect.Show show) show(show);
    else if (effect instanceof Effect.Answer said) leaves(said);
    else if (effect instanceof Effect.Changed changed) world.lines().changed(process, changed);
    else if (effect instanceof Effect.Unlisted unlisted) world.broken(self, new AssertionError("unlisted, from " + unlisted.from() + ": " + unlisted.what()));
    else store.carryOut(number, buckets.get(number).view(), effect);
  }

  private void send(int number, Effect.Send send) {
    Message message = Sabotage.said(build.drill(), send.message());
    if (build.breaks(Drill.LINK_BYPASSED)) world.bypass(self, send.to(), other -> other.bypassed(self, view, number, message));
    else links.get(send.to()).send(number, message);
    ViewId under = view;
    Sabotage.early(build.drill(), message).ifPresent(answer -> process.later(0, () -> {
      if (under.equals(view) && ring.isPresent()) answered(number, bucket -> bucket.received(send.to(), answer, now()));
    }));
  }

  private void leaves(Effect.Answer said) {
    Open call = open.get(said.call());
    if (call == null) return;
    ready.add(new Ready(call, said));
    release();
  }

  private void show(Effect.Show show) {
    world.counts().moved(show.before(), show.state());
    boolean hidden = build.breaks(Drill.INVALIDATIONS_NOT_SHOWN) && show.before() == LineState.S;
    if (hidden) return;
    if (show.state() == LineState.I) shown.remove(show.key());
    else shown.put(show.key(), new Shown(show.state(), show.entry(), show.dirty()));
    world.lines().shows(process, show);
    if (shown.size() > build.mostLines()) process.later(0, this::makeRoom);
  }

  private void makeRoom() {
    if (shown.size() > build.mostLines()) evict(shown.keySet().iterator().next());
  }

  @Override
  public void evict(String key) {
    int number = Buckets.of(key);
    carryOut(number, touch(number).evict(key, now()));
    pump();
  }

  @Override
  public void flush(String key) {
    int number = Buckets.of(key);
    carryOut(number, touch(number).flush(key, now()));
    pump();
  }

  @Override
  public void tick() {
    release();
    if (ring.isPresent()) for (int number : world.buckets()) carryOut(number, touch(number).tick(now()));
    pump();
  }

  @Override
  public SortedMap<String, Shown> shown() {
    return new TreeMap<>(shown);
  }

  @Override
  public Optional<Bucket> bucket(int number) {
    return Optional.ofNullable(buckets.get(number)).filter(bucket -> bucket.view().equals(view));
  }
}
