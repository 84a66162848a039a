package io.dss.delivery;

import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Seen.Verb;
import io.dss.delivery.Trace.Hand;
import io.dss.delivery.Trace.OfGroup;
import java.util.List;

/** Says what is wrong with what one group saw of a message. Everything is decided by what surely came before what. */
final class Judge {
  /** Who is told. */
  interface Findings {
    void wrong(Kind kind, Trace trace, String what);

    void again(Why why, long times);
  }

  /** Whether an answer to a consume of this group was lost that may have been carried out in a span of time. */
  interface LostAnswers {
    boolean within(String group, long from, long to);
  }

  private final Trace trace;
  private final String name;
  private final OfGroup group;
  private final Faults faults;
  private final LostAnswers lost;
  private final Findings findings;

  Judge(Trace trace, String name, Faults faults, LostAnswers lost, Findings findings) {
    this.trace = trace;
    this.name = name;
    this.group = trace.of(name);
    this.faults = faults;
    this.lost = lost;
    this.findings = findings;
  }

  void judge() {
    List<Hand> hands = group.inOrder();
    for (Hand hand : hands) body(hand);
    if (faults.forgotten(trace.topic)) return;
    for (int i = 0; i < hands.size(); i++) {
      if (i == 0) unseen(trace.publishCalled, hands.get(0).attempts() - 1, hands.get(0));
      else again(hands.get(i - 1), hands.get(i));
    }
    afterAck();
    receipts();
    notFound();
  }

  private void wrong(Kind kind, String what) {
    findings.wrong(kind, trace, "group " + name + ": " + what);
  }

  private void body(Hand hand) {
    if (trace.publishing == null || hand.returned() < trace.publishCalled) wrong(Kind.INVENTED, "delivered and not published: " + hand);
    else if (hand.body() != trace.publishing.body()) wrong(Kind.INVENTED, "another body: " + hand);
    else if (trace.surelyNot()) wrong(Kind.INVENTED, "its publish was answered with the promise that nothing was changed: " + hand);
  }

  /** Attempts that nobody was handed: each was in an answer that was lost. */
  private void unseen(long from, int count, Hand next) {
    if (count <= 0) return;
    if (lost.within(name, from, next.returned()) || faults.within(trace.topic, from, next.returned())) findings.again(Why.LOST_ANSWER, count);
    else wrong(Kind.PHANTOM_DELIVERY, count + " deliveries before " + next + " were seen by nobody, and no answer was lost");
  }

  private void again(Hand first, Hand second) {
    if (second.attempts() == first.attempts() || second.returned() < first.called()) {
      wrong(Kind.ATTEMPTS_WENT_BACK, first + " and " + second);
      return;
    }
    int between = second.attempts() - first.attempts() - 1;
    unseen(first.called(), between, second);
    // What the unseen one was allowed is not known, so nothing can be held against the next.
    if (between == 0) explained(first, second);
    else findings.again(Why.LOST_ANSWER, 1);
  }

  private void explained(Hand first, Hand second) {
    if (second.returned() >= endsNotBefore(first, second)) findings.again(Why.VISIBILITY_ENDED, 1);
    else if (givenBack(first, second)) findings.again(Why.GIVEN_BACK, 1);
    else if (faults.within(trace.topic, first.called(), second.returned())) findings.again(Why.FAULT, 1);
    else wrong(Kind.TWO_LIVE_DELIVERIES, second + " while " + first + " was alive until " + endsNotBefore(first, second));
  }

  private boolean isOf(Settled call, Hand hand) {
    return call.attempts() == hand.attempts() || call.attempts() == 0;
  }

  /** The earliest moment at which its visibility can have ended. */
  private long endsNotBefore(Hand hand, Hand next) {
    long ends = hand.called() + hand.visible();
    for (Settled call : group.settled) {
      if (call.verb() != Verb.EXTEND || !isOf(call, hand) || call.called() > next.returned()) continue;
      if (call.result() == Result.DONE && call.returned() < next.called()) ends = call.called() + call.visible();
      else if (call.result() == Result.DONE || call.result() == Result.UNKNOWN) ends = Math.min(ends, call.called() + call.visible());
    }
    return ends;
  }

  private boolean givenBack(Hand hand, Hand next) {
    return group.settled.stream().anyMatch(call -> call.verb() == Verb.NACK && isOf(call, hand) && call.called() <= next.returned()
        && (call.result() == Result.DONE || call.result() == Result.UNKNOWN));
  }

  private void afterAck() {
    long acknowledged = group.acknowledged();
    if (acknowledged == Trace.NEVER) return;
    for (Hand hand : group.hands) {
      if (hand.called() > acknowledged) wrong(Kind.AFTER_ACK, "acknowledged at " + acknowledged + ", then handed out: " + hand);
    }
    for (Settled call : group.settled) {
      boolean acted = call.result() == Result.DONE && call.called() > acknowledged;
      if (acted) wrong(Kind.AFTER_ACK, "acknowledged at " + acknowledged + ", then " + call);
    }
  }

  private void receipts() {
    for (Settled call : group.settled) {
      if (call.result() != Result.DONE || call.attempts() == 0) continue;
      for (Hand hand : group.hands) {
        boolean over = hand.attempts() > call.attempts() && hand.returned() < call.called();
        if (over && !wentBack(call, hand)) wrong(Kind.STALE_RECEIPT_HONOURED, call + " after " + hand);
      }
    }
  }

  /** Its own delivery came surely after the one with more attempts: that is wrong by itself, and the receipt was the latest. */
  private boolean wentBack(Settled call, Hand more) {
    return group.hands.stream().anyMatch(own -> own.attempts() == call.attempts() && more.returned() < own.called());
  }

  private void notFound() {
    if (!trace.done() || group.dead || trace.publishing.mayVanish()) return;
    for (Settled call : group.settled) {
      boolean denied = call.verb() == Verb.ACK && call.result() == Result.NOT_FOUND && call.called() > trace.publishDone;
      if (denied && group.untouchedUntil() > call.returned()) wrong(Kind.LOST, "said not to be there when nobody can have ended it: " + call);
    }
  }
}
