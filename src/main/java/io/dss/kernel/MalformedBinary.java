package io.dss.kernel;

/** Bytes that are no value of the form they should have: cut short, a length or a tag out of range, bytes left over. */
public final class MalformedBinary extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedBinary(String what) {
    super(what);
  }
}
