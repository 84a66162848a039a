package io.dss.node.queue;

import io.dss.node.queue.Call.Stage;
import io.dss.node.queue.QueueListener.LetGo;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicState;
import io.dss.spi.MessageStore.Appended;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * One topic on the node that owns it: taken from the store, served, repaired or read again when the store says so, and let go. Calls that come while
 * it is
 * being taken wait. Confined to the queue loop.
 */
final class OwnedTopic {
  private static final System.Logger LOG = System.getLogger(OwnedTopic.class.getName());

  /** What it tells the node. */
  interface Home {
    void served(OwnedTopic topic);

    /** It is not held any more. @param by the later claim, if that is why */
    void gone(OwnedTopic topic, LetGo why, Optional<Fence> by);

    /** What was sent before it was let go is settled. */
    void departed(OwnedTopic topic);

    /** There is something to be sent at the end of this turn of the loop. */
    void touched(OwnedTopic topic);
  }

  private final Desk desk;
  private final String name;
  private final Home home;
  private final Calls calls = new Calls();
  private final Admission admission;
  private final TopicClock clock;
  private final Standstill standstill;
  private Optional<Serving> serving = Optional.empty();
  private Optional<Taking> taking = Optional.empty();
  private boolean gone;
  private boolean changed = true;
  private Optional<TopicDescription> lately = Optional.empty();
  private long takingSinceMillis;

  OwnedTopic(Desk desk, String name, Home home) {
    this.desk = desk;
    this.name = name;
    this.home = home;
    this.admission = new Admission(desk, calls);
    this.clock = new TopicClock(desk, this::onClock);
    this.standstill = new Standstill(desk, new Progress());
  }

  String name() {
    return name;
  }

  int calls() {
    return calls.size();
  }

  boolean serves() {
    return serving.isPresent() && !standstill.lasts() && !gone;
  }

  /** Begins to claim it and to read it, when it is its turn. */
  void take(boolean hurry) {
    takingSinceMillis = desk.nowMillis();
    Progress progress = new Progress();
    taking = Optional.of(Taking.begin(desk, name, hurry, new TopicReader(desk, name, progress), progress));
  }

  /** What becomes of a claim, the first, another one, or that of a standstill. */
  private final class Progress implements TopicReader.Then, Standstill.Then {
    @Override
    public void read(Fence fence, long number, TopicState state) {
      taking = Optional.empty();
      serve(new Serving(desk, name, fence, number, state, calls, new Told()));
    }

    @Override
    public void goesOn(Set<Long> lost) {
      admission.trouble(Optional.empty());
      goOn(lost);
    }

    @Override
    public void over(LetGo why, Optional<Fence> by) {
      end(why, by);
    }

    @Override
    public void mayNotAct() {
      refuseWaiting(desk.ownership().notOwner());
    }

    @Override
    public void trouble(Trouble trouble) {
      troubled(trouble);
    }
  }

  private void serve(Serving begun) {
    serving = Optional.of(begun);
    admission.trouble(Optional.empty());
    desk.listener().taken(name, desk.nowMillis() - takingSinceMillis);
    calls.in(Stage.WAITING).forEach(this::apply);
    home.served(this);
    touched();
  }

  /** What was asked while nothing could be done is asked again soon; what is under way waits. */
  private void troubled(Trouble trouble) {
    admission.trouble(Optional.of(trouble));
    refuseWaiting(trouble.refusal());
  }

  private void refuseWaiting(Exception why) {
    calls.fail(call -> call.stage() == Stage.WAITING, why);
  }

  void call(QueueRequest.OnTopic request, long deadlineMillis, CompletableFuture<QueueAnswer> answer) {
    clock.used();
    if (calls.join(request.stamp(), deadlineMillis, answer)) return;
    Optional<QueueReply> before = serving.flatMap(now -> desk.repeats().answered(now.claim(), request.stamp()));
    if (before.isPresent()) {
      answer.complete(new QueueAnswer.Decided(before.get(), serving.get().claim()));
      return;
    }
    if (desk.repeats().settled(request.stamp())) {
      answer.completeExceptionally(new OutcomeUnknown("a copy of a call that its sender has settled"));
      return;
    }
    Optional<Refusal> refused = admission.refusal(request.command(), serving.map(now -> now.ledger().bytes()).orElse(0L));
    if (refused.isPresent()) {
      answer.completeExceptionally(refused.get());
      return;
    }
    Call call = calls.add(desk.nextCall(), request, desk.nowMillis(), deadlineMillis, answer);
    if (serves()) apply(call);
    else taking.ifPresent(Taking::hurry);
    touched();
  }

  /** A state that failed in the middle of a step is not to be believed: it is read again from the store, where nothing of the step is. */
  private void apply(Call call) {
    if (!serves()) return;
    try {
      serving.get().apply(call);
    } catch (RuntimeException bug) {
      calls.fail(call, new OutcomeUnknown("the owner failed over it: " + bug));
      broken("its state failed: " + bug, Optional.of(bug));
    }
  }

  /** Its memory is not to be believed, or leads to what its store cannot take: it is read again. */
  void broken(String what, Optional<RuntimeException> bug) {
    LOG.log(System.Logger.Level.ERROR, "topic " + name + " is thrown out of the memory and read again: " + what, bug.orElse(null));
    if (departing()) endDeparture();
    else if (!gone) end(LetGo.BROKEN, Optional.empty());
  }

  /** Sends what the calls of this turn led to. */
  void flush() {
    if (gone && serving.isEmpty()) return;
    serving.ifPresent(Serving::flush);
    clock.set(calls.nextDeadlineMillis(), serves() ? serving.get().nextDueMillis() : OptionalLong.empty());
    settled();
  }

  private void touched() {
    changed = true;
    home.touched(this);
  }

  private void onClock() {
    calls.endOverdue(desk.nowMillis()).forEach(this::cancel);
    try {
      if (serves() && admission.takesTimers(serving.get().ledger().bytes()) && desk.ownership().mayServe(name).isPresent()) serving.get().due();
    } catch (RuntimeException bug) {
      broken("its state failed: " + bug, Optional.of(bug));
    }
    touched();
  }

  private void cancel(Call parked) {
    serving.ifPresent(now -> standstill.cancel(now, parked.number()));
  }

  /** Idle for so long that it need not be in memory. */
  boolean idle(boolean evenIfItExists) {
    if (!serves() || !clock.idle() || !calls.isEmpty() || !serving.get().ledger().settled()) return false;
    if (desk.ownership().mayServe(name).isEmpty()) return false;
    Optional<TopicDescription> topic = serving.get().describe();
    return topic.isEmpty() || evenIfItExists && topic.get().messages() == 0;
  }

  Optional<TopicDescription> describe() {
    if (!serves()) return Optional.empty();
    // Whatever came due by the look at it must be sent, too.
    home.touched(this);
    return serving.get().describe();
  }

  /** As {@link #describe}, but made anew only if something has happened since it was last asked. */
  Optional<TopicDescription> describeLately() {
    if (!changed || desk.ownership().mayServe(name).isEmpty()) return lately;
    lately = describe();
    changed = false;
    return lately;
  }

  /** Calls that wait for a message are asked elsewhere. */
  void sendParkedElsewhere() {
    for (Call call : calls.in(Stage.PARKED)) {
      cancel(call);
      calls.fail(call, desk.ownership().notOwner());
    }
  }

  /** What {@link Serving} tells. */
  private final class Told implements Serving.Then {
    @Override
    public void refused(Appended why, boolean doubted) {
      if (why instanceof Appended.Fenced fenced) fenced(fenced.by());
      else if (gone) endDeparture();
      else if (why instanceof Appended.Full full) full(full);
      else standstill.begin(serving.orElseThrow(),
          "its last batch is " + ((Appended.Behind) why).number() + " and was " + serving.get().ledger().number(), Set.of());
    }

    @Override
    public void lost(List<Long> sequences) {
      if (!gone && !standstill.lasts()) standstill.begin(serving.orElseThrow(), "bodies are missing", new TreeSet<>(sequences));
    }

    @Override
    public void trouble(Optional<Trouble> trouble) {
      Optional<Trouble> bug = trouble.filter(of -> of.kind() == Trouble.Kind.BROKEN);
      if (bug.isPresent()) {
        broken("its batch failed in the store: " + bug.get().what(), Optional.empty());
        return;
      }
      admission.trouble(trouble);
      touched();
    }

    @Override
    public void durable(boolean published) {
      if (published) admission.fits();
      touched();
    }
  }

  private void fenced(Fence by) {
    if (gone) endDeparture();
    else end(LetGo.FENCED, Optional.of(by));
  }

  /** Nothing of what was not durable has happened, if it was not sent before; the topic is read again without it. */
  private void full(Appended.Full full) {
    desk.listener().storeFull(name, full.limit());
    Refusal refusal = Admission.storeFull(full);
    List<Step> refused = serving.orElseThrow().dropSent();
    admission.full(refusal, refused.stream().flatMap(step -> step.effects().stream()).noneMatch(Effect.Keep.class::isInstance));
    serving.get().close();
    for (Call call : calls.in(Stage.HELD)) {
      if (!call.doubted() && call.beginsAgain()) call.stage(Stage.WAITING);
    }
    calls.fail(call -> call.stage() == Stage.HELD, refusal);
    takeAgain();
  }

  private void takeAgain() {
    serving = Optional.empty();
    calls.in(Stage.PARKED).forEach(call -> call.stage(Stage.WAITING));
    take(true);
    desk.turns().next();
  }

  /** Messages that are lost are forgotten by reading the topic once more: what the store has is all there is. */
  private void goOn(Set<Long> lost) {
    if (lost.isEmpty()) {
      calls.in(Stage.WAITING).forEach(this::apply);
      touched();
    } else {
      serving.orElseThrow().close();
      // What is left waits for bodies that were asked for before.
      calls.fail(call -> call.stage() == Stage.HELD, new OutcomeUnknown("the message store went back in time"));
      takeAgain();
    }
  }

  /** At once and for good: nothing that is open is seen through, as it cannot be. */
  private void end(LetGo why, Optional<Fence> by) {
    stop();
    gone = true;
    calls.fail(call -> true, desk.ownership().notOwner());
    desk.listener().letGo(name, why);
    home.gone(this, why, by);
  }

  private void stop() {
    taking.ifPresent(Taking::stop);
    standstill.stop();
    serving.ifPresent(Serving::close);
    serving = Optional.empty();
    clock.stop();
  }

  /** Let go, with a batch on its way still. */
  boolean departing() {
    return gone && serving.isPresent();
  }

  /**
   * Takes no more calls. What was sent to the store is seen through, as its answers are true if the store says so.
   *
   * @param finish whether also what was carried out and not sent yet goes to the store
   */
  void letGo(LetGo why, boolean finish) {
    if (serving.isEmpty() || standstill.lasts() || serving.get().ledger().settled()) {
      end(why, Optional.empty());
      return;
    }
    gone = true;
    serving.get().wane();
    calls.fail(call -> call.stage() != Stage.HELD, desk.ownership().notOwner());
    if (!finish) failUnsent();
    desk.listener().letGo(name, why);
    home.gone(this, why, Optional.empty());
    touched();
  }

  private void failUnsent() {
    for (Step step : serving.orElseThrow().dropWaiting()) {
      step.answers().forEach(held -> calls.call(held.call()).ifPresent(call -> calls.fail(call, desk.ownership().notOwner())));
    }
  }

  private void settled() {
    if (gone && serving.isPresent() && (serving.get().ledger().settled() || calls.isEmpty())) endDeparture();
  }

  /** Whatever is open now will never be known. */
  void endDeparture() {
    Serving last = serving.orElseThrow();
    serving = Optional.empty();
    last.close();
    clock.stop();
    calls.fail(call -> true, desk.ownership().notOwner());
    home.departed(this);
  }
}
