package io.dss.node.queue;

import io.dss.queue.Effect;
import io.dss.queue.Outcome;
import io.dss.queue.QueueEvent;
import java.util.List;

/** One step of a topic that is not durable yet: its effects go down together, then its answers leave. */
record Step(List<Effect> effects, long bytes, List<Held> answers, List<Outcome.Forward> forwards, List<QueueEvent> events) {
  static Step of(Outcome outcome, List<Held> answers) {
    long bytes = 0;
    for (Effect effect : outcome.effects()) bytes += effect.bytes();
    return new Step(outcome.effects(), bytes, answers, outcome.forwards(), outcome.events());
  }

  static Step repair(Effect effect) {
    return new Step(List.of(effect), effect.bytes(), List.of(), List.of(), List.of());
  }
}
