package io.dss.payara;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
  private static final long LIMIT_SECONDS = 10;
  @TempDir
  private Path directory;

  @Test
  void killsTheNodesOfItsClusterWhenItsInputEndsAndNobodyElse() throws Exception {
    Process node = sleeper("node_1", directory.resolve("node_1").toString() + "/");
    Process stranger = sleeper("node_2", "/another/cluster/node_2/");
    try (Watchdog watchdog = new Watchdog(directory)) {
      assertTrue(node.isAlive());
      watchdog.bite();
      assertTrue(node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
      // Its second pass is over 2 s later; until then the stranger must have lived through both.
      assertFalse(stranger.waitFor(3, TimeUnit.SECONDS));
    } finally {
      node.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  /** A process whose command line holds {@code mark}, with a pid file as if it were node {@code id}. */
  private Process sleeper(String id, String mark) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "read forever", mark).start();
    Files.createDirectories(directory.resolve(id));
    Files.writeString(directory.resolve(id).resolve("pid"), process.pid() + "\n");
    return process;
  }
}
