package io.dss.storage.journal;

import io.dss.spi.StoreFailed;
import java.nio.file.Path;

/** What is said when bytes are not what was written: where, what, and what to do. Nothing is ever repaired: only the peers know what was there. */
final class Damage {
  private Damage() {}

  static StoreFailed at(Path file, long offset, String what) {
    return new StoreFailed(file + " is damaged at offset " + offset + ": " + what + ". Nothing was changed. Stop this node, move its data"
        + " directory away, let it join again with an empty one and get everything from its peers; keep the old one until it has");
  }
}
