package io.dss.delivery;

import io.dss.delivery.DeliveryVerdict.Counts;
import io.dss.delivery.DeliveryVerdict.Violation;
import io.dss.delivery.Seen.Consumed;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Trace.Hand;
import io.dss.delivery.Trace.OfGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks the history of a run of queues as it comes. A message is judged when every group that it is owed to has acknowledged it and what others may still be
 * waiting for at that time has been told, or at the end; afterwards only the instants of its acknowledgements are kept, some 200 bytes. Thread-safe.
 */
public final class DeliveryChecker {
  public static final String DEFAULT_GROUP = "default";
  private static final int TOLD_OF_A_KIND = 5;

  private record Name(String topic, String id) {}

  private record GroupName(String topic, String group) {}

  private record KeyName(String topic, String group, String key) {}

  private record LostAnswer(long called, long until) {}

  private record Leaving(Trace trace, long after) {}

  /** What is kept of a message that was judged. */
  private record Judged(Map<String, Long> acknowledged) {}

  private final long patience;
  private final Faults faults = new Faults();
  private final Map<Name, Trace> live = new HashMap<>();
  private final Map<Name, Judged> judged = new HashMap<>();
  private final Deque<Leaving> leaving = new ArrayDeque<>();
  private final Map<String, TreeMap<String, Long>> groups = new HashMap<>();
  private final Map<GroupName, List<LostAnswer>> lostAnswers = new HashMap<>();
  private final Map<KeyName, KeyFront> fronts = new HashMap<>();
  private final EnumMap<Kind, Long> found = new EnumMap<>(Kind.class);
  private final EnumMap<Why, Long> duplicates = new EnumMap<>(Why.class);
  private final List<Violation> violations = new ArrayList<>();
  private long now = Long.MIN_VALUE;
  private long published;
  private long refused;
  private long unknown;
  private long acknowledged;
  private long delivered;
  private long dead;
  private long lost;
  private long excused;

  /** @param patience longer than any call takes: what is told of a message later than this after its acknowledgement was called after it */
  public DeliveryChecker(long patience) {
    this.patience = patience;
  }

  public synchronized void saw(Seen seen) {
    if (seen instanceof Seen.Publishing call) trace(call.topic(), call.id()).publishing(call);
    else if (seen instanceof Seen.Published answer) trace(answer.topic(), answer.id()).published(answer.answer(), answer.returned());
    else if (seen instanceof Consumed consumed) consumed(consumed);
    else if (seen instanceof Settled settled) settled(settled);
    else if (seen instanceof Seen.ConsumeLost gone) consumeLost(gone);
    else if (seen instanceof Seen.Dead gone) dead(gone);
    else if (seen instanceof Seen.GroupBegun begun) groups.computeIfAbsent(begun.topic(), topic -> new TreeMap<>()).put(begun.group(), begun.at());
    else if (seen instanceof Seen.FaultBegan fault) faults.began(fault);
    else if (seen instanceof Seen.FaultEnded fault) faults.ended(fault.number(), fault.at());
  }

  /** How many messages are not judged yet. */
  public synchronized int open() {
    return live.size();
  }

  private Trace trace(String topic, String id) {
    Name name = new Name(topic, id);
    // A publish that is repeated after its message is gone changes nothing: its id is known.
    if (judged.containsKey(name)) return new Trace(topic, id);
    return live.computeIfAbsent(name, key -> new Trace(topic, id));
  }

  private void consumed(Consumed call) {
    passed(call.returned());
    for (Handed handed : call.handed()) {
      delivered++;
      Name name = new Name(call.topic(), handed.id());
      Judged before = judged.get(name);
      if (before != null) {
        late(before, call.topic(), handed.id(), call.group(), call.called(), "handed out again: " + handed + " by " + call.called() + "-" + call.returned());
        continue;
      }
      Trace trace = trace(call.topic(), handed.id());
      OfGroup group = trace.of(call.group());
      group.hands.add(new Hand(handed.attempts(), handed.body(), handed.visible(), call.called(), call.returned()));
      if (group.hands.size() == 1 && trace.publishing != null) {
        trace.publishing.key().ifPresent(key -> front(call.topic(), call.group(), key).handed(call.returned(), trace.publishCalled));
      }
    }
  }

  private KeyFront front(String topic, String group, String key) {
    return fronts.computeIfAbsent(new KeyName(topic, group, key), name -> new KeyFront());
  }

  private void settled(Settled call) {
    passed(call.returned());
    Judged before = judged.get(new Name(call.topic(), call.id()));
    boolean acted = call.result() == Seen.Result.DONE;
    if (before != null) {
      if (acted) late(before, call.topic(), call.id(), call.group(), call.called(), "settled again: " + call);
      return;
    }
    Trace trace = trace(call.topic(), call.id());
    trace.of(call.group()).settled.add(call);
    if (call.verb() != Seen.Verb.ACK || !acted) return;
    acknowledged++;
    if (owed(trace).stream().allMatch(group -> trace.of(group).acknowledged() != Trace.NEVER)) leaving.add(new Leaving(trace, call.returned() + patience));
  }

  private void late(Judged before, String topic, String id, String group, long called, String what) {
    Long since = before.acknowledged().get(group);
    if (since != null && since != Trace.NEVER && called > since && !faults.forgotten(topic)) wrong(Kind.AFTER_ACK, topic, id, "acknowledged at " + since + ", " + what);
  }

  private void consumeLost(Seen.ConsumeLost call) {
    lost++;
    lostAnswers.computeIfAbsent(new GroupName(call.topic(), call.group()), name -> new ArrayList<>()).add(new LostAnswer(call.called(), call.until()));
  }

  private void dead(Seen.Dead seen) {
    Judged before = judged.get(new Name(seen.topic(), seen.id()));
    if (before != null) {
      late(before, seen.topic(), seen.id(), seen.group(), Long.MAX_VALUE, "dead");
      return;
    }
    Trace trace = trace(seen.topic(), seen.id());
    OfGroup group = trace.of(seen.group());
    if (!group.dead) dead++;
    group.dead = true;
    if (trace.publishing == null || trace.publishing.body() != seen.body()) wrong(Kind.INVENTED, seen.topic(), seen.id(), "dead, and not as it was published: " + trace);
    long since = group.acknowledged();
    if (since != Trace.NEVER && !faults.forgotten(seen.topic())) wrong(Kind.AFTER_ACK, seen.topic(), seen.id(), "acknowledged and yet dead: " + trace);
  }

  /** Time goes by: who has waited long enough is judged. */
  private void passed(long instant) {
    now = Math.max(now, instant);
    while (!leaving.isEmpty() && leaving.peek().after() < now) judge(leaving.poll().trace());
  }

  /** Groups that this message is owed to. */
  private List<String> owed(Trace trace) {
    List<String> owed = new ArrayList<>(List.of(DEFAULT_GROUP));
    groups.getOrDefault(trace.topic, new TreeMap<>()).forEach((group, since) -> {
      if (trace.publishCalled > since) owed.add(group);
    });
    return owed;
  }

  private void judge(Trace trace) {
    Name name = new Name(trace.topic, trace.id);
    if (live.remove(name) == null) return;
    Map<String, Long> acknowledgedAt = new TreeMap<>();
    for (String group : List.copyOf(trace.groups.keySet())) {
      new Judge(trace, group, faults, (of, from, to) -> lostWithin(trace.topic, of, from, to), new Told()).judge();
      acknowledgedAt.put(group, trace.of(group).acknowledged());
      order(trace, group);
    }
    if (trace.done()) published++;
    else if (trace.surelyNot()) refused++;
    else unknown++;
    if (faults.forgotten(trace.topic)) excused++;
    judged.put(name, new Judged(Map.copyOf(acknowledgedAt)));
  }

  private boolean lostWithin(String topic, String group, long from, long to) {
    return lostAnswers.getOrDefault(new GroupName(topic, group), List.of()).stream().anyMatch(answer -> answer.called() <= to && answer.until() >= from);
  }

  /** One after the other: until a message may have been ended, none that was published after it is handed out. */
  private void order(Trace trace, String name) {
    OfGroup group = trace.of(name);
    boolean bound = trace.done() && trace.publishing.key().isPresent() && !trace.publishing.delayed() && !group.dead;
    if (!bound || group.acknowledged() == Trace.NEVER || faults.forgotten(trace.topic)) return;
    if (front(trace.topic, name, trace.publishing.key().get()).overtaken(trace.publishDone, group.untouchedUntil())) {
      wrong(Kind.ORDER_BROKEN, trace.topic, trace.id, "another message of its key was handed out before it was done with: " + trace);
    }
  }

  /** After everything was healed and drained. */
  public synchronized DeliveryVerdict finish() {
    leaving.clear();
    for (Trace trace : List.copyOf(live.values())) {
      if (trace.done() && !trace.publishing.mayVanish() && !faults.forgotten(trace.topic)) missing(trace);
      judge(trace);
    }
    return new DeliveryVerdict(violations, new TreeMap<>(found), new TreeMap<>(duplicates),
        new Counts(published, refused, unknown, acknowledged, delivered, dead, lost, excused));
  }

  private void missing(Trace trace) {
    for (String name : owed(trace)) {
      OfGroup group = trace.of(name);
      boolean ended = group.settled.stream().anyMatch(call -> call.verb() == Seen.Verb.ACK
          && (call.result() == Seen.Result.DONE || call.result() == Seen.Result.UNKNOWN));
      if (!ended && !group.dead) wrong(Kind.LOST, trace.topic, trace.id, "owed to group " + name + " and not there any more: " + trace);
    }
  }

  private void wrong(Kind kind, String topic, String id, String what) {
    if (found.merge(kind, 1L, Long::sum) <= TOLD_OF_A_KIND) violations.add(new Violation(kind, topic, id, what));
  }

  private final class Told implements Judge.Findings {
    @Override
    public void wrong(Kind kind, Trace trace, String what) {
      DeliveryChecker.this.wrong(kind, trace.topic, trace.id, what + "\n  " + trace);
    }

    @Override
    public void again(Why why, long times) {
      duplicates.merge(why, times, Long::sum);
    }
  }
}
