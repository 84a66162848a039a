package io.dss.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one step leads to, collected. However often a message changes in it, its envelope is written once, as it stands at the end. */
final class Step {
  final Now now;
  private final List<Outcome.Answer> answers = new ArrayList<>();
  private final List<Outcome.Forward> forwards = new ArrayList<>();
  private final List<QueueEvent> events = new ArrayList<>();
  /** Messages that were changed; those that are gone have no places any more. */
  private final LinkedHashMap<Long, Message> changed = new LinkedHashMap<>();
  private final LinkedHashMap<Long, byte[]> bodies = new LinkedHashMap<>();
  private final LinkedHashMap<String, Effect> notes = new LinkedHashMap<>();

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
    changed.put(message.sequence, message);
  }

  /** It has no places any more. One that came in this same step leaves no trace. */
  void forgotten(Message message) {
    if (bodies.remove(message.sequence) != null) changed.remove(message.sequence);
    else changed(message);
  }

  void note(Stored.Note note) {
    notes.put(note.name(), new Effect.Note(note.name(), note.value()));
  }

  void erase(String name) {
    notes.put(name, new Effect.Erase(name));
  }

  Outcome outcome() {
    List<Effect> effects = new ArrayList<>(changed.size() + notes.size());
    for (Map.Entry<Long, Message> entry : changed.entrySet()) effects.add(effect(entry.getValue(), bodies.get(entry.getKey())));
    effects.addAll(notes.values());
    return new Outcome(answers, effects, forwards, events);
  }

  private static Effect effect(Message message, byte[] body) {
    if (message.places == null) return new Effect.Forget(message.sequence);
    byte[] envelope = EnvelopeCodec.encoded(message);
    return body == null ? new Effect.Change(message.sequence, envelope) : new Effect.Keep(message.sequence, envelope, body);
  }
}
