package io.dss.server.wiring;

import io.dss.node.cache.CacheListener;
import java.util.function.LongSupplier;

/**
 * What operators read of the cache of a node. Troubles of main memory come once for each try and bucket, so of each kind one line is written, and the next
 * after {@link #QUIET_NANOS}, with how many there were.
 */
final class CacheLog implements CacheListener {
  /** Of all that is said of the cache. */
  static final String NAME = "io.dss.cache";
  static final long QUIET_NANOS = 10_000_000_000L;

  private static final System.Logger LOG = System.getLogger(NAME);

  /** One kind of trouble; on the cache loop. */
  private final class Trouble {
    private boolean told;
    private long toldNanos;
    private long untold;

    void line(String what) {
      untold++;
      long nowNanos = nanos.getAsLong();
      if (told && nowNanos - toldNanos < QUIET_NANOS) return;
      LOG.log(System.Logger.Level.WARNING, untold == 1 ? what : what + " (" + untold + " times since the last such line)");
      told = true;
      toldNanos = nowNanos;
      untold = 0;
    }
  }

  private final System.Logger.Level invalidations;
  private final LongSupplier nanos;
  private final Trouble failed = new Trouble();
  private final Trouble full = new Trouble();
  private final Trouble unlisted = new Trouble();

  /** @param invalidations the level at which they are logged @param nanos monotonic */
  CacheLog(System.Logger.Level invalidations, LongSupplier nanos) {
    this.invalidations = invalidations;
    this.nanos = nanos;
  }

  @Override
  public void invalidated(String key) {
    LOG.log(invalidations, () -> "Received INVAL for " + key + ". State -> I");
  }

  @Override
  public void storeFailed(int bucket, String what) {
    failed.line("main memory of the cache, bucket " + bucket + ": " + what + "; it is tried again");
  }

  @Override
  public void storeFull(int bucket, String limit) {
    full.line("main memory of the cache is full, bucket " + bucket + ": " + limit + "; modified lines stay where they are, and it is tried again");
  }

  @Override
  public void open(String view, long millis) {
    LOG.log(System.Logger.Level.INFO, "the cache serves every key under view " + view + ", " + millis + " ms after it was known here");
  }

  @Override
  public void discarded(int lines, int dirty) {
    LOG.log(System.Logger.Level.WARNING, "this node was taken out of the view: its " + lines + " lines are void, " + dirty + " of them modified (their backups count)");
  }

  @Override
  public void unlisted(String from, String what) {
    unlisted.line("refused of " + from + ": " + what + "; please report it");
  }
}
