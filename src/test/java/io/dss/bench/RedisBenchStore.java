package io.dss.bench;

import java.io.IOException;

/** {@code dss.store.queue=redis}. */
final class RedisBenchStore {
  private RedisBenchStore() {}

  static BenchStore open(long messages) throws IOException {
    throw new IOException("waits for the store");
  }
}
