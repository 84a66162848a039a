package io.dss.server.wiring;

import io.dss.transport.servlet.PeerServlet;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Puts {@code /peer} onto the node's own HTTP port. */
@WebListener
public class PeerEndpoint implements ServletContextListener {
  @Inject private EngineLifecycle lifecycle;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event.getServletContext().addServlet("peer", new PeerServlet(lifecycle::door)).addMapping("/peer");
  }
}
