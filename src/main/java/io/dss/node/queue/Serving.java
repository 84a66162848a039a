package io.dss.node.queue;

import io.dss.node.queue.Call.Stage;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Outcome;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicState;
import io.dss.spi.MessageStore.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A topic that was claimed and read: carries calls out on its state, and lets an answer go when every effect up to it is durable. Confined to the
 * queue
 * loop.
 */
final class Serving {
  private final Desk desk;
  private final String topic;
  private final String claim;
  private final TopicState state;
  private final Calls calls;
  private final Ledger ledger;
  private final Appender appender;
  private final Bodies bodies;
  /** Forwarded while the state stood still. */
  private final List<Outcome.Forward> forwarded = new ArrayList<>();
  private boolean paused;
  /** The store is being given the whole state, with what is open. */
  private boolean exposed;
  private boolean over;
  private int deliveredSinceReadAhead;

  /** What it tells its topic. */
  interface Then {
    /** The store refused the batch on its way: {@link Serving} has stopped sending. */
    void refused(Appended why, boolean doubted);

    void lost(List<Long> sequences);

    void trouble(Optional<Trouble> trouble);

    /** Steps became durable. */
    void durable(boolean published);
  }

  Serving(Desk desk, String topic, Fence fence, long number, TopicState state, Calls calls, Then then) {
    this.desk = desk;
    this.topic = topic;
    this.claim = name(fence);
    this.state = state;
    this.calls = calls;
    this.ledger = new Ledger(number);
    this.bodies = new Bodies(desk, topic, claim, sequences -> {
      if (!over) then.lost(sequences);
    });
    this.appender = new Appender(desk, topic, fence, ledger, new Appender.Then() {
      @Override
      public void durable(List<Step> steps) {
        release(steps);
        release(ledger.free());
        then.durable(steps.stream().anyMatch(step -> step.effects().stream().anyMatch(Effect.Keep.class::isInstance)));
      }

      @Override
      public void refused(Appended why, boolean doubted) {
        then.refused(why, doubted);
      }

      @Override
      public void trouble(Trouble trouble) {
        then.trouble(Optional.of(trouble));
      }

      @Override
      public void troubleOver() {
        then.trouble(Optional.empty());
      }
    });
  }

  /** How a claim is called in receipts and answers; never the name of two claims of one topic. */
  static String name(Fence fence) {
    return fence.generation() + "." + fence.ringEpoch() + "." + fence.claim();
  }

  String topic() {
    return topic;
  }

  String claim() {
    return claim;
  }

  TopicState state() {
    return state;
  }

  Ledger ledger() {
    return ledger;
  }

  Bodies bodies() {
    return bodies;
  }

  void apply(Call call) {
    // A consume without an answer waits inside the topic.
    call.stage(Stage.PARKED);
    step(state.apply(call.number(), call.command(desk.nowMillis()), call.request().key(), desk.now()));
  }

  void due() {
    if (!paused && !over) step(state.due(desk.now()));
  }

  OptionalLong nextDueMillis() {
    return paused || over ? OptionalLong.empty() : state.nextDueMillis();
  }

  /** As it stands in memory; empty if the topic never was. */
  Optional<TopicDescription> describe() {
    if (paused || over) return Optional.empty();
    Outcome outcome = state.apply(desk.nextCall(), new QueueCommand.Describe(), Optional.empty(), desk.now());
    step(outcome);
    return outcome.answers().stream().map(Outcome.Answer::reply).filter(QueueReply.Described.class::isInstance)
        .map(reply -> ((QueueReply.Described) reply).topic()).findFirst();
  }

  private void step(Outcome outcome) {
    bodies.note(outcome.effects());
    boolean read = outcome.effects().isEmpty();
    List<Held> answers = new ArrayList<>(outcome.answers().size());
    for (Outcome.Answer answer : outcome.answers()) {
      calls.call(answer.call()).ifPresent(call -> {
        call.stage(Stage.HELD);
        answers.add(new Held(answer.call(), answer.reply(), read));
      });
    }
    Step step = Step.of(outcome, answers);
    ledger.add(step);
    desk.openBytes(step.bytes());
    List<Long> forgotten = answers.isEmpty() ? List.of() : forgotten(outcome.effects());
    for (Held held : answers) {
      forgotten.forEach(held::without);
      boolean missed = !held.missing().isEmpty();
      int delivered = held.missing().size();
      bodies.fill(held, () -> leave(held));
      readAhead(delivered, missed && !held.missing().isEmpty());
    }
    release(ledger.free());
  }

  /** A message may be delivered again and acknowledged in one step; as soon as that is durable, the store has no body of it, and has lost none. */
  private static List<Long> forgotten(List<Effect> effects) {
    List<Long> forgotten = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Forget forget) forgotten.add(forget.sequence());
    }
    return forgotten;
  }

  private void readAhead(int delivered, boolean missed) {
    deliveredSinceReadAhead += delivered;
    int limit = bodies.readAheadLimit();
    if (delivered == 0 || limit == 0 || !missed && 2 * deliveredSinceReadAhead < limit) return;
    deliveredSinceReadAhead = 0;
    bodies.readAhead(state.next(limit));
  }

  /** Sends what was left by the calls of this turn of the loop. */
  void flush() {
    appender.flush();
  }

  private void release(List<Step> steps) {
    for (Step step : steps) {
      desk.openBytes(-step.bytes());
      bodies.durable(step.effects());
      step.events().forEach(event -> desk.listener().happened(topic, event));
      for (Held held : step.answers()) {
        held.durable();
        doubt(held);
        leave(held);
      }
      step.forwards().forEach(this::forward);
    }
  }

  /** What changed nothing is never in doubt. */
  private void doubt(Held held) {
    if (!held.read()) calls.call(held.call()).ifPresent(Call::doubt);
  }

  private void leave(Held held) {
    if (!held.mayLeave()) return;
    Optional<Call> call = calls.call(held.call());
    if (call.isEmpty()) return;
    if (held.read() && desk.ownership().mayServe(topic).isEmpty()) {
      calls.fail(call.get(), desk.ownership().notOwner());
      return;
    }
    QueueReply reply = held.filled();
    desk.repeats().remember(claim, call.get().request().stamp(), reply);
    calls.answer(call.get(), new QueueAnswer.Decided(reply, claim));
  }

  private void forward(Outcome.Forward forward) {
    if (!over) desk.forwards().add(this, forward);
  }

  boolean meant(Outcome.Forward forward) {
    return state.meant(forward);
  }

  /** It is durable where it belongs. */
  void forwarded(Outcome.Forward forward) {
    if (over) return;
    if (paused) {
      forwarded.add(forward);
      return;
    }
    step(state.apply(desk.nextCall(), new QueueCommand.Forwarded(forward.sequence(), forward.group()), Optional.empty(), desk.now()));
    notForwarded(forward);
  }

  /** It stays as it is; others may go. */
  void notForwarded(Outcome.Forward forward) {
    if (over) return;
    state.forwardEnded(forward);
    due();
    flush();
  }

  /** @param found told the body, or that there is none */
  void body(long sequence, Consumer<Optional<byte[]>> found, Runnable failed) {
    bodies.collect(List.of(sequence), all -> found.accept(Optional.ofNullable(all.get(sequence))), trouble -> failed.run());
  }

  /** Nothing is carried out and nothing sent until {@link #resume}: the store is being repaired from this state. */
  void pause() {
    paused = true;
    appender.stop();
  }

  /** From here on any effect of this state may be in the store, sent or not. */
  void expose() {
    exposed = true;
  }

  /** The store has this whole state: whatever was open is durable. */
  void resume(Fence fence, long number) {
    releaseAll();
    exposed = false;
    ledger.restart(number);
    appender.restart(fence);
    paused = false;
    List<Outcome.Forward> done = List.copyOf(forwarded);
    forwarded.clear();
    done.forEach(this::forwarded);
  }

  /** Whatever was open is in the store by other means. */
  void releaseAll() {
    release(ledger.dropSent());
    release(ledger.dropWaiting());
  }

  /** Gives up what was not sent. */
  List<Step> dropWaiting() {
    return dropped(ledger.dropWaiting(), exposed);
  }

  /** Gives up what was sent; the calls of what may be in the store all the same are told so, whoever ends them. */
  List<Step> dropSent() {
    return dropped(ledger.dropSent(), exposed || appender.unsure());
  }

  private List<Step> dropped(List<Step> steps, boolean unsure) {
    for (Step step : steps) {
      desk.openBytes(-step.bytes());
      if (unsure) step.answers().forEach(this::doubt);
    }
    return steps;
  }

  /** The state is thrown away. */
  void close() {
    over = true;
    appender.stop();
    bodies.abandon();
    dropSent();
    dropWaiting();
  }

  /** Nothing new begins, but what was sent is seen through. */
  void wane() {
    over = true;
  }

  boolean over() {
    return over;
  }
}
