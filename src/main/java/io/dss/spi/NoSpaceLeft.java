package io.dss.spi;

import java.io.IOException;

/** The cause of a {@link StoreFailed} when the disk (or this user's share of it) is full: what is stored is sound, only more does not fit. */
public final class NoSpaceLeft extends IOException {
  private static final long serialVersionUID = 1L;

  public NoSpaceLeft(String what, Throwable cause) {
    super(what, cause);
  }
}
