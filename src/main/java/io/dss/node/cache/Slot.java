package io.dss.node.cache;

import io.dss.cache.Entry;
import io.dss.coherence.Buckets;
import io.dss.coherence.LineState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A line as every thread of this node sees it. Written on the loop; a hit writes only when it was last used, without ordering: which of two uses that
 * happen at the same moment came first is nobody's business.
 */
final class Slot {
  private static final VarHandle USED;

  static {
    try {
      USED = MethodHandles.lookup().findVarHandle(Slot.class, "usedNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** @param dirty main memory does not have it @param sinceNanos when it came into this state */
  record Shown(LineState state, Entry entry, boolean dirty, long sinceNanos) {}

  /** What a slot shows to who found it before the line went: it is never shown again. */
  private static final Shown GONE = new Shown(LineState.I, Entry.NONE, false, 0);

  final String key;
  /** The key's: a hit need not look at all of its characters. */
  final int bucket;
  volatile Shown shown;
  private long usedNanos;
  /** What the order of eviction goes by; never later than the last use. Confined to the loop. */
  long recordedNanos;
  /** Confined to the loop. */
  boolean ordered;
  /** When it last came here from nothing, by the loop. */
  long cameNanos;

  Slot(String key, Shown shown, long nowNanos) {
    this.key = key;
    this.bucket = Buckets.of(key);
    this.shown = shown;
    this.usedNanos = nowNanos;
    this.cameNanos = nowNanos;
  }

  void gone() {
    shown = GONE;
  }

  void used(long nowNanos) {
    USED.setOpaque(this, nowNanos);
  }

  long usedNanos() {
    return (long) USED.getOpaque(this);
  }
}
