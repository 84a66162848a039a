package io.dss.cache;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Invariant;
import java.util.List;
import java.util.Optional;

/** What a command does to an entry, as a function. The instant is of the wall clock, in milliseconds. */
public final class Operations {
  private Operations() {}

  /**
   * The answer of a command that changes nothing: who may read the line may give it. Empty: it may change something, or its entry has expired, and
   * only the owner of the line can run it.
   */
  public static Optional<CacheReply> read(Entry entry, CacheCommand command, Optional<IdempotencyKey> key, long nowMillis) {
    if (entry.expired(nowMillis)) return Optional.empty();
    if (command instanceof CacheCommand.Read && entry.content() instanceof Content.Present) return Optional.of(new CacheReply.Found(entry));
    Applied tried = apply(entry, entry.version().next(), command, key, nowMillis);
    return tried.after() == entry ? Optional.of(tried.reply()) : Optional.empty();
  }

  /**
   * What the owner of the line makes of a command. What has expired is absent to it, and becomes so. The result of a command under an Idempotency-Key
   * is kept also where the command itself changed nothing, and that is a write too. Reads are never kept.
   *
   * @param next the version of what it writes, above the one that is there
   */
  public static Applied apply(Entry entry, Version next, CacheCommand command, Optional<IdempotencyKey> key, long nowMillis) {
    Invariant.check(next.isAfter(entry.version()), "a write at %s over %s", next, entry.version());
    Entry present = entry.expired(nowMillis) ? ended(entry, next, nowMillis) : entry;
    if (command instanceof CacheCommand.Read read) return unkept(present, next, Loads.apply(present, next, read, nowMillis), nowMillis);
    Optional<CacheReply> kept = key.flatMap(first -> KeptResults.find(present, command, first, nowMillis));
    if (kept.isPresent()) return new Applied(present, kept.get());
    Outcome outcome = outcome(present, command, nowMillis);
    return key.isEmpty() ? unkept(present, next, outcome, nowMillis) : kept(present, next, outcome, command, key.get(), nowMillis);
  }

  private static Outcome outcome(Entry present, CacheCommand command, long nowMillis) {
    if (command instanceof CacheCommand.Write write) return Writes.write(present, write, nowMillis);
    if (command instanceof CacheCommand.Delete delete) return Writes.delete(present, delete, nowMillis);
    return Increments.apply(present, (CacheCommand.Increment) command, nowMillis);
  }

  private static Applied unkept(Entry present, Version next, Outcome outcome, long nowMillis) {
    if (outcome instanceof Outcome.Stays stays) return new Applied(present, stays.reply().apply(present.version()));
    Outcome.Becomes becomes = (Outcome.Becomes) outcome;
    Entry after = new Entry(next, becomes.content(), becomes.expiresAtMillis(), KeptResults.live(present.kept(), nowMillis));
    return new Applied(after, becomes.reply().apply(after));
  }

  private static Applied kept(Entry present, Version next, Outcome outcome, CacheCommand command, IdempotencyKey key, long nowMillis) {
    List<KeptResult> live = KeptResults.live(present.kept(), nowMillis);
    if (outcome instanceof Outcome.Stays stays) {
      CacheReply reply = stays.reply().apply(next);
      long expiresAtMillis = present.content() instanceof Content.Absent ? Outcome.tombstoneUntil(nowMillis) : present.expiresAtMillis();
      return new Applied(new Entry(next, present.content(), expiresAtMillis, KeptResults.with(live, key, command, reply, nowMillis)), reply);
    }
    Outcome.Becomes becomes = (Outcome.Becomes) outcome;
    Entry bare = new Entry(next, becomes.content(), becomes.expiresAtMillis(), List.of());
    List<KeptResult> results = KeptResults.with(live, key, command, becomes.reply().apply(bare), nowMillis);
    Entry after = new Entry(next, becomes.content(), becomes.expiresAtMillis(), results);
    return new Applied(after, becomes.reply().apply(after));
  }

  /** A result kept in what expired is still to be given, and the tombstone stays at least as long as the youngest is kept. */
  private static Entry ended(Entry entry, Version next, long nowMillis) {
    return new Entry(next, new Content.Absent(), Outcome.tombstoneUntil(nowMillis), KeptResults.live(entry.kept(), nowMillis));
  }

  /** @param after the very entry that was there if nothing was changed */
  public record Applied(Entry after, CacheReply reply) {}
}
