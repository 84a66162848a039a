package io.dss.storage.journal;

import io.dss.spi.StoreFailed;
import java.io.IOException;

/**
 * Makes the first failure of a store final: after it, what the disk holds is not known any more, and an fsync that failed may "succeed" the next
 * time with the data gone. Thread-safe.
 */
final class Fuse {
  private volatile StoreFailed first;

  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  @FunctionalInterface
  interface Act {
    void run() throws IOException;
  }

  /** Runs {@code step}; {@code what} says in a failure what was being done. */
  <T> T run(String what, Step<T> step) {
    StoreFailed before = first;
    if (before != null) throw new StoreFailed("unusable since an earlier failure: " + before.getMessage(), before.getCause());
    return attempt(what, step);
  }

  void act(String what, Act act) {
    run(what, () -> {
      act.run();
      return true;
    });
  }

  /** Runs what gives something back (an open file, a lock) and must be done after a failure too. */
  void finish(String what, Act act) {
    attempt(what, () -> {
      act.run();
      return true;
    });
  }

  private <T> T attempt(String what, Step<T> step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw blown(new StoreFailed(what + ": " + e.getMessage(), e));
    } catch (StoreFailed e) {
      throw blown(e);
    }
  }

  private StoreFailed blown(StoreFailed failed) {
    if (first == null) first = failed;
    return failed;
  }
}
