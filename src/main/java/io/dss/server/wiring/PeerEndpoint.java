package io.dss.server.wiring;

import io.dss.transport.servlet.PeerServlet;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Puts {@code /peer} onto the node's own HTTP port, and stops the engine when the application goes.
 *
 * <p>The stop is here and not in a {@code @PreDestroy}: measured on Payara Micro 6.2025.10, the web application is gone by then, suspended requests are cut
 * and its class loader loads nothing any more ({@code NoClassDefFoundError} for a class first needed by the stop). At {@code contextDestroyed} all of it
 * is still there.
 */
@WebListener
public class PeerEndpoint implements ServletContextListener {
  @Inject private EngineLifecycle lifecycle;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event.getServletContext().addServlet("peer", new PeerServlet(lifecycle::door)).addMapping("/peer");
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    lifecycle.stop();
  }
}
