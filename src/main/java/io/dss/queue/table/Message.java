package io.dss.queue.table;

/**
 * One message of a topic. One tree node holds both parts, as most of a queue's memory beside the bytes themselves is nodes.
 *
 * @param hasBody false for one whose envelope was changed and that was never kept: an owner that writes again what a store has lost has no bodies
 */
record Message(byte[] envelope, byte[] body, boolean hasBody) {
  private static final byte[] NONE = {};

  static Message of(byte[] envelope, byte[] body) {
    return new Message(envelope, body, true);
  }

  static Message withoutBody(byte[] envelope) {
    return new Message(envelope, NONE, false);
  }

  Message with(byte[] newEnvelope) {
    return new Message(newEnvelope, body, hasBody);
  }
}
