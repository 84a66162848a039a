package io.dss.cluster;

import io.dss.cluster.HolderEffect.DropState;
import io.dss.cluster.HolderEffect.NeedsNewIncarnation;
import io.dss.cluster.HolderEffect.SendHeartbeat;
import io.dss.cluster.HolderEffect.Superseded;
import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A member's side of the five rules, for one incarnation: which leases it has and when it must give up what. It acts only while a lease lasts;
 * the end of a lease stops serving and discards nothing (rule 4).
 *
 * <p>{@code nowMillis} is one monotonic clock that also runs while the process is paused. Confined to one thread; other threads get
 * {@link #lease} as a value, and must get the empty one before a new view is acknowledged by a heartbeat.
 */
public final class LeaseHolder {
  /** Heartbeats whose answers count; the answer to an older one brings no lease. */
  public static final int MAX_SENT = 64;

  private final Member self;
  /** When each heartbeat was handed over, before it was. */
  private final SortedMap<Long, Long> sentAtMillis = new TreeMap<>();
  private final Map<Role, HeldLease> leases = new EnumMap<>(Role.class);
  private View view = View.NONE;
  private long lastSequence;
  /** When the newest heartbeat that got an answer was sent. */
  private OptionalLong answeredSentAtMillis = OptionalLong.empty();
  /** It has said, or is about to say, that it stopped for good. Never unset. */
  private boolean stopped;
  /** This incarnation is out, or never will be in. Never unset. */
  private boolean ended;

  /** @param self what this start of the node joins with; the incarnation is recorded on its disk already */
  public LeaseHolder(Member self) {
    this.self = self;
  }

  /** The next heartbeat, to be handed to the transport after this call: its lease counts from here. Not once this holder has ended. */
  public Heartbeat nextHeartbeat(SortedSet<NodeId> unreachable, long nowMillis) {
    Invariant.check(!ended, "%s is out and sends no heartbeat", self.incarnation());
    sentAtMillis.put(++lastSequence, nowMillis);
    if (sentAtMillis.size() > MAX_SENT) sentAtMillis.remove(sentAtMillis.firstKey());
    OptionalLong ageMillis = answeredSentAtMillis.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nowMillis - answeredSentAtMillis.getAsLong());
    return new Heartbeat(self, view.epoch(), lastSequence, ageMillis, unreachable, stopped);
  }

  /** A committed view has come, pushed, in an answer or from the own log. One that is not newer changes nothing. */
  public List<HolderEffect> viewArrives(View newView) {
    if (ended || !newView.epoch().isAfter(view.epoch())) return List.of();
    Incarnation me = self.incarnation();
    boolean wasMember = view.contains(me);
    Map<Role, Epoch> rings = newView.ringsOf(me);
    leases.entrySet().removeIf(held -> !held.getValue().ringEpoch().equals(rings.get(held.getKey())));
    view = newView;
    Optional<Incarnation> later = newView.member(me.node()).map(Member::incarnation).filter(x -> x.number() > me.number());
    if (later.isPresent()) return end(List.of(new Superseded(later.get())));
    if (newView.contains(me)) return List.of(new SendHeartbeat());
    return wasMember ? end(List.of(new DropState(newView), new NeedsNewIncarnation(me.number() + 1))) : List.of();
  }

  /** An answer has come; one to another incarnation is ignored. */
  public List<HolderEffect> answerArrives(HeartbeatAnswer answer, long nowMillis) {
    if (ended || !answer.to().equals(self.incarnation())) return List.of();
    List<HolderEffect> effects = new ArrayList<>(answer.newerView().map(this::viewArrives).orElse(List.of()));
    Long sentAt = sentAtMillis.get(answer.sequence());
    if (ended || sentAt == null) return effects;
    Invariant.check(nowMillis >= sentAt, "the clock ran back from %d to %d", sentAt, nowMillis);
    boolean first = answeredSentAtMillis.isEmpty();
    answeredSentAtMillis = OptionalLong.of(Math.max(answeredSentAtMillis.orElse(sentAt), sentAt));
    if (answer.standing() instanceof Standing.Granted granted) take(granted, sentAt);
    else if (answer.standing() instanceof Standing.IncarnationTooLow tooLow) effects.addAll(refused(tooLow));
    // A leader lets in only who is known to get answers: tell it at once.
    else if (first && effects.isEmpty()) effects.add(new SendHeartbeat());
    return effects;
  }

  private void take(Standing.Granted granted, long sentAt) {
    if (stopped) return;
    Map<Role, Epoch> rings = view.ringsOf(self.incarnation());
    granted.leases().forEach((role, epoch) -> {
      if (!epoch.equals(rings.get(role))) return;
      long endMillis = sentAt + granted.lengthMillis();
      leases.merge(role, new HeldLease(epoch, endMillis), (held, taken) -> held.endMillis() >= taken.endMillis() ? held : taken);
    });
  }

  /** A member learns that it is out from a view, with which its state goes; who never was one has none to lose. */
  private List<HolderEffect> refused(Standing.IncarnationTooLow tooLow) {
    if (view.contains(self.incarnation())) return List.of();
    return end(List.of(new NeedsNewIncarnation(Math.max(tooLow.highest(), self.incarnation().number()) + 1)));
  }

  private List<HolderEffect> end(List<HolderEffect> effects) {
    ended = true;
    leases.clear();
    return effects;
  }

  /** Stops serving for good. The next heartbeats say so, and no lease is taken any more; whoever is waiting need not wait for one to end. */
  public void stopForGood() {
    stopped = true;
    leases.clear();
  }

  public Incarnation incarnation() {
    return self.incarnation();
  }

  /** The newest view this node has. */
  public View view() {
    return view;
  }

  /** The newest lease in the ring of {@code role}, ended or not. */
  public Optional<HeldLease> lease(Role role) {
    return Optional.ofNullable(leases.get(role));
  }

  /** Whether this node may act in the ring of {@code role}. */
  public boolean acting(Role role, long nowMillis) {
    return lease(role).filter(held -> held.covers(nowMillis)).isPresent();
  }

  /** What is left of the lease; 0 if there is none. */
  public long leaseRemainingMillis(Role role, long nowMillis) {
    return lease(role).map(held -> Math.max(0, held.endMillis() - nowMillis)).orElse(0L);
  }

  /** Whether this incarnation is done; a new holder with a higher one takes its place, if anything does. */
  public boolean ended() {
    return ended;
  }
}
