package io.dss.queue;

/** What a store gives back of a topic, in any order: envelopes and notes as {@link Effect}s left them. Bodies are read apart, when they are needed. */
public sealed interface Stored {
  record Envelope(long sequence, byte[] bytes) implements Stored {}

  record Note(String name, byte[] value) implements Stored {}
}
