package io.dss.spi;

import io.dss.cache.Entry;
import io.dss.cluster.Epoch;
import io.dss.kernel.Utf8;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Main memory of the cache. Keys lie in the buckets of {@link io.dss.coherence.Buckets}; each bucket has the ring epoch of the last home that fenced it, and takes no write under a
 * lower one. Of a key it takes a write only if its version is above the stored one, so what a dead home sent may land late and changes nothing.
 *
 * <p>Thread-safe; nothing blocks its caller. Stages complete on any thread. A stage fails with {@link Unreachable} or {@link Refused}, nothing else; after
 * {@link Unreachable} of a {@link #write} it is not known whether it was done, and the same write may be sent again.
 */
public interface BackingStore extends AutoCloseable {
  /** What one write may hold, as {@link Item#bytes} counts. */
  int WRITE_BYTES = 3 << 20;

  /** A new home raises the epoch of a bucket, durably, before it reads of it. */
  CompletionStage<Fencing> fence(int bucket, Epoch epoch);

  sealed interface Fencing {
    record Raised() implements Fencing {}

    /** A later home has it. */
    record Behind(Epoch present) implements Fencing {}
  }

  /** The stored entries, {@link Entry#NONE} where there is none, in the order of the keys. Linearizable: what was written before it was asked is seen. */
  CompletionStage<List<Entry>> read(int bucket, List<String> keys);

  /** @param keepMillis after which it may be dropped, counted from when it is stored, in steps as coarse as a minute; {@link Entry#NEVER}: not at all */
  record Item(String key, Entry entry, long keepMillis) {
    /** Beside the key and what {@link Entry#bytes} counts, at most: version, times and lengths; those of each kept result. */
    private static final int FORM_BYTES = 96;
    private static final int FORM_BYTES_A_RESULT = 32;

    /** No less than a store needs to be sent it. */
    public int bytes() {
      return FORM_BYTES + Utf8.bytes(key).length + entry.bytes() + FORM_BYTES_A_RESULT * entry.kept().size();
    }
  }

  /** Writes durably; each item by itself is stored, or older than what is there, which is as good. */
  CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items);

  sealed interface Writing {
    record Stored() implements Writing {}

    record Fenced(Epoch present) implements Writing {}

    /** It does not fit; nothing was written. @param ownCap as of {@link MessageStore.Appended.Full} */
    record Full(String limit, boolean ownCap) implements Writing {}
  }

  /** Keys with a value ({@link io.dss.cache.Content.Present}), of one bucket, in no order, each at least once. @param cursor empty for the first page @param limit about so many */
  CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit);

  record Page(List<String> keys, Optional<String> next) {
    public Page {
      keys = List.copyOf(keys);
    }
  }

  @Override
  void close();

  /** Nobody knows what was done, or the store is away; it may be asked again. */
  final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String what) {
      super(what);
    }
  }

  /** It was not done, and asking again will not help before somebody mends something. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String what) {
      super(what);
    }
  }
}
