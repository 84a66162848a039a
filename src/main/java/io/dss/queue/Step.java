package io.dss.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one step leads to, collected. However often a message changes in it, its envelope is written once, as it stands at the end. */
final class Step {
  /** What it costs a step that a message goes. */
  static final int FORGET_BYTES = 40;

  final Now now;
  private final List<Outcome.Answer> answers = new ArrayList<>();
  private final List<Outcome.Forward> forwards = new ArrayList<>();
  private final List<QueueEvent> events = new ArrayList<>();
  /** Messages that were changed; those that are gone have no places any more. */
  private final LinkedHashMap<Long, Changed> changed = new LinkedHashMap<>();
  private final LinkedHashMap<Long, byte[]> bodies = new LinkedHashMap<>();
  private final LinkedHashMap<String, Effect> notes = new LinkedHashMap<>();

  private long bytes;
  private long deliveredBytes;

  /** @param bytes what it counts for in the step, as it was when it was changed last */
  private record Changed(Message message, int bytes) {}

  Step(Now now) {
    this.now = now;
  }

  void answer(long call, QueueReply reply) {
    answers.add(new Outcome.Answer(call, reply));
  }

  void event(QueueEvent event) {
    events.add(event);
  }

  void forward(Outcome.Forward forward) {
    forwards.add(forward);
  }

  void kept(Message message, byte[] body) {
    bodies.put(message.sequence, body);
    changed(message);
  }

  void changed(Message message) {
    Changed now = new Changed(message, EnvelopeCodec.bytesAtMost(message));
    Changed before = changed.put(message.sequence, now);
    bytes += now.bytes() - (before == null ? 0 : before.bytes());
  }

  /** Whether it must take on nothing more by itself; what is left goes on in the next step, which is due at once. */
  boolean full() {
    return bytes >= QueueLimits.STEP_BYTES;
  }

  /** A body goes to a consumer. */
  void delivers(int bodyBytes) {
    deliveredBytes += bodyBytes;
  }

  /** Of bodies. */
  long deliveredBytes() {
    return deliveredBytes;
  }

  /** It has no places any more. One that came in this same step leaves no trace. */
  void forgotten(Message message) {
    if (bodies.remove(message.sequence) == null) changed(message);
    else bytes -= changed.remove(message.sequence).bytes();
  }

  void note(Stored.Note note) {
    put(note.name(), new Effect.Note(note.name(), note.value()));
  }

  void erase(String name) {
    put(name, new Effect.Erase(name));
  }

  private void put(String name, Effect effect) {
    Effect before = notes.put(name, effect);
    bytes += effect.bytes() - (before == null ? 0 : before.bytes());
  }

  Outcome outcome() {
    List<Effect> effects = new ArrayList<>(changed.size() + notes.size());
    for (Map.Entry<Long, Changed> entry : changed.entrySet()) effects.add(effect(entry.getValue().message(), bodies.get(entry.getKey())));
    effects.addAll(notes.values());
    return new Outcome(answers, effects, forwards, events);
  }

  private static Effect effect(Message message, byte[] body) {
    if (message.places == null) return new Effect.Forget(message.sequence);
    byte[] envelope = EnvelopeCodec.encoded(message);
    return body == null ? new Effect.Change(message.sequence, envelope) : new Effect.Keep(message.sequence, envelope, body);
  }
}
