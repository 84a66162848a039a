package io.dss.transport;

import java.io.IOException;

/** What came is not what may come here: the connection is broken off, as nothing after it can be told apart. */
final class BrokenFrame extends IOException {
  private static final long serialVersionUID = 1L;
  private final RefusalCause why;

  BrokenFrame(RefusalCause why, String what) {
    super(what);
    this.why = why;
  }

  RefusalCause why() {
    return why;
  }
}
