package io.dss.coherence;

import io.dss.cache.CacheReply;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;

/** What a bucket wants done. To be carried out in this order: what readers see changes before the message leaves that says so. */
public sealed interface Effect {
  record Send(NodeId to, Message message) implements Effect {}

  /** Main memory is to refuse whatever comes to the bucket under an earlier view. Answered by {@link Bucket#fenced}. */
  record Fence(ViewId view) implements Effect {}

  /** Answered by {@link Bucket#storeRead}. At most one of a key is under way. */
  record ReadStore(String key) implements Effect {}

  /**
   * Answered by {@link Bucket#storeWritten}, however long it takes. At most one of a key is under way.
   *
   * @param refusable where main memory is full, {@link Bucket#storeRefused} is an answer too
   */
  record WriteStore(String key, Entry entry, boolean refusable) implements Effect {}

  /** Where what an answer shows came from. */
  enum Source { LOCAL, PEER, STORE }

  /** @param state of the line here as it was answered. The lease must be checked before the answer leaves */
  record Answer(long call, CacheReply reply, LineState state, Source source) implements Effect {}

  /** A write that had to be in main memory before its answer was not taken, as that is full: nothing was done. */
  record Refused(long call) implements Effect {}

  /**
   * A line is another than it was: readers on this node that do not ask the bucket see this from now on.
   *
   * @param dirty main memory does not have it
   */
  record Show(String key, LineState before, LineState state, Entry entry, boolean dirty) implements Effect {}

  /** A write of this node is as safe as it must be. In the order of the versions of a key. */
  record Changed(String key, Change change, Entry entry) implements Effect {}

  enum Change { CREATED, UPDATED, REMOVED, EXPIRED }

  /** For the log: {@code Received INVAL for KEY. State -> I}. */
  record Invalidated(String key) implements Effect {}

  /** {@link Bucket#flush} of this version is done. */
  record Flushed(String key, Version version) implements Effect {}

  /** It said what cannot be said in this state; nothing was done. Counted, and a crash in tests. */
  record Unlisted(NodeId from, String what) implements Effect {}
}
