package io.dss.transport;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Closing what is given up anyway, and saying why something ended. */
final class Sockets {
  private static final Logger LOG = Logger.getLogger(Sockets.class.getName());

  private Sockets() {}

  /** For the log. */
  static String reason(Exception e) {
    if (e instanceof EOFException) return "the other side closed it";
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Whoever waits on it fails. That closing itself fails changes nothing for us: nothing more is read or written. */
  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.FINE, "closing a connection to a peer: {0}", e.getMessage());
    }
  }
}
