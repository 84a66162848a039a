package io.dss.node.queue;

import io.dss.queue.QueueReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** An answer on its way out: it leaves when every effect before it is durable and its bodies are there, whichever comes last. */
final class Held {
  private final long call;
  private final QueueReply reply;
  private final boolean read;
  private final TreeSet<Long> missing;
  private final Map<Long, byte[]> bodies = new LinkedHashMap<>();
  private boolean durable;

  /** @param read whether its step changed nothing: then no append has proved that this node still owned the topic */
  Held(long call, QueueReply reply, boolean read) {
    this.call = call;
    this.reply = reply;
    this.read = read;
    this.missing = new TreeSet<>(ReplyBodies.sequences(reply));
  }

  long call() {
    return call;
  }

  boolean read() {
    return read;
  }

  TreeSet<Long> missing() {
    return missing;
  }

  void body(long sequence, byte[] body) {
    if (missing.remove(sequence)) bodies.put(sequence, body);
  }

  /** The message is left out of the answer. */
  void without(long sequence) {
    missing.remove(sequence);
  }

  void durable() {
    durable = true;
  }

  boolean mayLeave() {
    return durable && missing.isEmpty();
  }

  QueueReply filled() {
    return ReplyBodies.filled(reply, bodies);
  }
}
