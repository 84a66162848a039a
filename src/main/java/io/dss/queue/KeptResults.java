package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.IdempotencyKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Results by Idempotency-Key: a repeat of a call gets what the first one got and changes nothing. Of a purge or redrive under way: how far it got. Durable, one
 * note for each.
 */
final class KeptResults {
  static final String NOTE = "k/";
  private static final long SLACK_MILLIS = 1_000;
  private static final int VERSION = 1;
  /** Of memory, of one result besides the characters of key and fingerprint and the bytes of the reply: an entry of the map, this record, two strings, an array. */
  private static final int OVERHEAD_BYTES = 200;

  private final LinkedHashMap<String, Kept> results = new LinkedHashMap<>();
  private final List<Kept> loading = new ArrayList<>();
  private long next;
  private long bytes;

  private record Kept(String key, String fingerprint, byte[] reply, long number, long wallMillis, long monotonicMillis) {
    boolean over(Now now) {
      return monotonicMillis + QueueLimits.IDEMPOTENCY_MILLIS <= now.monotonicMillis();
    }

    int bytes() {
      return OVERHEAD_BYTES + key.length() + fingerprint.length() + reply.length;
    }

    Stored.Note stored() {
      BinaryWriter out = new BinaryWriter(64 + reply.length).u8(VERSION).string(key).string(fingerprint).bytes(reply).count(number).i64(wallMillis);
      return new Stored.Note(NOTE + key, out.toBytes());
    }
  }

  /** The first result of a call under this key, its last step so far, or a refusal. Empty: it is the first. */
  Optional<QueueReply> find(IdempotencyKey key, Now now) {
    Kept kept = results.get(key.key());
    if (kept != null && !kept.over(now)) {
      return Optional.of(kept.fingerprint().equals(key.fingerprint()) ? QueueReplyCodec.decoded(kept.reply()) : new QueueReply.KeyReused());
    }
    if (bytes < QueueLimits.IDEMPOTENCY_BYTES) return Optional.empty();
    return Optional.of(new QueueReply.LimitReached("bytes of results by Idempotency-Key, each kept for ten minutes", QueueLimits.IDEMPOTENCY_BYTES));
  }

  void keep(IdempotencyKey key, QueueReply reply, Step step) {
    byte[] form = QueueReplyCodec.encoded(reply);
    Kept kept = new Kept(key.key(), key.fingerprint(), form, next++, step.now.wallMillis(), step.now.monotonicMillis());
    forget(results.get(key.key()));
    add(kept);
    step.note(kept.stored());
  }

  private void add(Kept kept) {
    results.put(kept.key(), kept);
    bytes += kept.bytes();
  }

  private void forget(Kept kept) {
    if (kept == null) return;
    results.remove(kept.key());
    bytes -= kept.bytes();
  }

  /** Erases what is too old. @return how many, at most {@code budget} */
  int expire(Step step, int budget) {
    int erased = 0;
    while (erased < budget && !results.isEmpty() && eldest().over(step.now)) {
      step.erase(NOTE + eldest().key());
      forget(eldest());
      erased++;
    }
    return erased;
  }

  OptionalLong nextDueMillis() {
    return results.isEmpty() ? OptionalLong.empty() : OptionalLong.of(eldest().monotonicMillis() + QueueLimits.IDEMPOTENCY_MILLIS + SLACK_MILLIS);
  }

  private Kept eldest() {
    return results.values().iterator().next();
  }

  void load(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of a result");
    loading.add(new Kept(in.string(), in.string(), in.bytes(), in.count(), in.i64(), 0));
  }

  void loaded(Now now) {
    loading.sort(Comparator.comparingLong(Kept::number));
    for (Kept kept : loading) {
      long age = Math.max(0, Math.min(now.wallMillis() - kept.wallMillis(), QueueLimits.IDEMPOTENCY_MILLIS));
      forget(results.get(kept.key()));
      add(new Kept(kept.key(), kept.fingerprint(), kept.reply(), kept.number(), kept.wallMillis(), now.monotonicMillis() - age));
      next = kept.number() + 1;
    }
    loading.clear();
  }

  void store(List<Stored> into) {
    for (Kept kept : results.values()) into.add(kept.stored());
  }
}
