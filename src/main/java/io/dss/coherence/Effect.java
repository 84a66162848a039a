package io.dss.coherence;

import io.dss.cache.CacheReply;
import io.dss.cache.Entry;
import io.dss.kernel.NodeId;

/** What the core wants done, in this order. */
public sealed interface Effect {
  record Send(NodeId to, String key, Message message) implements Effect {}

  /** Answered by {@code storeRead}. */
  record ReadStore(String key) implements Effect {}

  /** Answered by {@code storeWritten}; at most one of a key is under way. */
  record WriteStore(String key, Entry entry) implements Effect {}

  /** Where what a read shows came from. */
  enum Source { LOCAL, PEER, STORE }

  /** @param state of the line here, when it was answered */
  record Answer(long call, CacheReply reply, LineState state, Source source) implements Effect {}

  /** What readers on this node may see from now on without asking the core; {@link Entry#NONE} and {@link LineState#I} hide it. */
  record Show(String key, LineState state, Entry entry) implements Effect {}

  /** For the log: {@code Received INVAL for KEY. State -> I}. */
  record Invalidated(String key) implements Effect {}
}
