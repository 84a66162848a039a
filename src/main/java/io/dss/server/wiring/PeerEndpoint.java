package io.dss.server.wiring;

import io.dss.transport.servlet.PeerServlet;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Puts {@code /peer} onto the node's own HTTP port, and stops the engine when the application goes and nothing has stopped it before.
 *
 * <p>Here and not in a {@code @PreDestroy}: by then the application's class loader loads nothing any more ({@code NoClassDefFoundError} for a class first
 * needed by the stop; measured on Payara Micro 6.2025.10).
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
    lifecycle.applicationGoes();
  }
}
