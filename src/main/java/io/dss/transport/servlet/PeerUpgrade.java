package io.dss.transport.servlet;

import io.dss.transport.PeerDoor.Welcome;
import io.dss.transport.Wire;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hands an upgraded connection's streams over. Made by the container, which calls {@link #init} once the servlet has returned. */
public final class PeerUpgrade implements HttpUpgradeHandler {
  private static final Logger LOG = Logger.getLogger(PeerUpgrade.class.getName());
  private volatile Welcome welcome;

  /** To be called before the servlet returns. */
  void welcome(Welcome given) {
    welcome = given;
  }

  /** Payara sends the 101 with the first byte or flush only, and the peer sends nothing before it has the 101: so flush first. */
  @Override
  public void init(WebConnection connection) {
    try {
      connection.getOutputStream().flush();
      welcome.open(new Wire(connection.getInputStream(), connection.getOutputStream(), () -> close(connection)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The streams' readers and writers notice by themselves. */
  @Override
  public void destroy() {
    LOG.log(Level.FINE, "an upgraded connection has ended");
  }

  private static void close(WebConnection connection) {
    try {
      connection.close();
    } catch (Exception e) {
      LOG.log(Level.FINE, "closing an upgraded connection: {0}", e.getMessage());
    }
  }
}
