package io.dss.sim;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engine logs nothing while the tests of a class run: thousands of nodes have thousands of elections and alarms to tell of. */
public final class HushedLog implements BeforeAllCallback, AfterAllCallback {
  private static final Logger ENGINE_LOG = Logger.getLogger("io.dss");

  private Level level;

  @Override
  public void beforeAll(ExtensionContext context) {
    level = ENGINE_LOG.getLevel();
    ENGINE_LOG.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ENGINE_LOG.setLevel(level);
  }
}
