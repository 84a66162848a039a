package io.dss.transport;

/** A header of the handshake is missing or has not the form it must have. The message names it and holds nothing that the other side wrote. */
final class MalformedHandshake extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedHandshake(String what) {
    super(what);
  }
}
