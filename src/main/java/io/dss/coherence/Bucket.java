package io.dss.coherence;

import io.dss.cache.CacheCommand;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * One node's part of one bucket: its lines, the directory if it is home, the backups that it keeps. Values in, effects out; not thread-safe. The instants are of
 * the wall clock, in milliseconds.
 *
 * <p>Whoever runs it delivers messages between two nodes in order and without copies, drops those of an earlier view than this bucket's, and holds back those of
 * a later one.
 */
public final class Bucket {
  public Bucket(NodeId self, WriteSafety safety) {
    throw new UnsupportedOperationException();
  }

  /** Of another copy in the same state; what a model checker needs. */
  public Bucket copy() {
    throw new UnsupportedOperationException();
  }

  /** All of its state, in an order that only depends on it: two with the same text behave the same. */
  public String describe() {
    throw new UnsupportedOperationException();
  }

  public ViewId view() {
    throw new UnsupportedOperationException();
  }

  /** A later view: transactions that were open begin again, and what is held here is reported. */
  public List<Effect> view(BucketView next, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** This incarnation was removed: everything here is void. Calls that are open are not answered. */
  public List<Effect> discard() {
    throw new UnsupportedOperationException();
  }

  /** A caller on this node. Answered by {@link Effect.Answer} as soon as it can be, unless cancelled. @param call not used before */
  public List<Effect> call(long call, String key, CacheCommand command, Optional<IdempotencyKey> idempotency, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Nobody waits for this call any more. @return whether it is known that nothing of it was done or will be */
  public boolean cancel(String key, long call) {
    throw new UnsupportedOperationException();
  }

  /** A message of the view that this bucket has. */
  public List<Effect> received(NodeId from, Message message, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  public List<Effect> fenced(ViewId view, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** @param view when it was asked: an answer to an earlier view changes nothing */
  public List<Effect> storeRead(ViewId view, String key, Entry entry, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  public List<Effect> storeWritten(ViewId view, String key, Version version, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Main memory is full. */
  public List<Effect> storeRefused(ViewId view, String key, Version version, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Room is needed. Does nothing with a line that is on its way between two states, or that is not open yet after a change of view. */
  public List<Effect> evict(String key, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Main memory is to have what is here; the line stays. Nothing comes of it where the line is clean. */
  public List<Effect> flush(String key, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Time has passed: loads end. @return nothing as long as no call waits for a load */
  public List<Effect> tick(long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Every node has reported, and calls are served that a local line does not answer. */
  public boolean open() {
    throw new UnsupportedOperationException();
  }

  public Optional<Line> line(String key) {
    throw new UnsupportedOperationException();
  }

  /** A line as others may see it. @param dirty main memory does not have it */
  public record Line(LineState state, Entry entry, boolean dirty) {}

  /** Keys with a line here, in order. */
  public List<String> keys() {
    throw new UnsupportedOperationException();
  }

  /** Empty on who is not home, or where nobody has the key. */
  public Optional<DirectoryEntry> directory(String key) {
    throw new UnsupportedOperationException();
  }

  public record DirectoryEntry(Optional<NodeId> owner, List<NodeId> sharers, Version version) {}

  /** Keys that the directory knows, in order. */
  public List<String> directoryKeys() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of the backups that are kept here for others. */
  public long backupBytes() {
    throw new UnsupportedOperationException();
  }
}
