package io.dss.spi;

/** A store could not do what it was asked, or found damage: the message names the file, the offset and what to do. The store is not used again. */
public final class StoreFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreFailed(String what, Throwable cause) {
    super(what, cause);
  }

  public StoreFailed(String what) {
    super(what);
  }
}
