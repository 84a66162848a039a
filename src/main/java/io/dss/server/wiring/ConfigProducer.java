package io.dss.server.wiring;

import io.dss.server.config.ConfigLoader;
import io.dss.server.config.ConfigMistaken;
import io.dss.server.config.DssConfig;
import io.dss.server.config.OwnHosts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** The checked configuration. A mistake in it stops the start, with one line each. */
@ApplicationScoped
public class ConfigProducer {
  private static final System.Logger LOG = System.getLogger(ConfigProducer.class.getName());

  @Produces
  @Singleton
  DssConfig config() {
    try {
      return ConfigLoader.load(ConfigProvider.getConfig(), new OwnHosts());
    } catch (ConfigMistaken mistaken) {
      mistaken.lines().forEach(line -> LOG.log(System.Logger.Level.ERROR, "configuration: " + line));
      throw mistaken;
    }
  }
}
