package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
  @TempDir
  private Path directory;

  @Test
  void aNodeThatDoesNotStopInTimeIsNamedAndKilled() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    Fleet fleet = new Fleet(said::add, Duration.ofMillis(300));
    assertTrue(fleet.start(spec("deaf")));
    NodeProcess node = fleet.nodes().get(0);
    try {
      while (!NodeProbe.isReady(node.url())) {
        assertTrue(node.isAlive(), () -> node.lastWords());
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } finally {
      fleet.stop();
    }
    assertFalse(node.isAlive());
    assertEquals(137, node.exitCode().getAsInt());
    assertTrue(said.stream().anyMatch(line -> line.startsWith("node_1 (process " + node.pid() + ") did not stop")), said::toString);
  }

  @Test
  void nothingStartsAfterTheFleetWasStopped() throws Exception {
    Fleet fleet = new Fleet(line -> { });
    fleet.stop();
    NodeSpec spec = spec("well");
    assertFalse(fleet.start(spec));
    assertFalse(Files.exists(spec.home().pidFile()));
  }

  private NodeSpec spec(String behaviour) throws Exception {
    ClusterDirectory cluster = new ClusterDirectory(directory.resolve("cluster"));
    cluster.create();
    List<NodePlan> plans = Topology.SINGLE.nodes(LauncherRun.freePorts());
    NodeSpec.Build build = new NodeSpec.Build(NodeSpec.Build.runningJava(), Files.writeString(directory.resolve("stub.war"), behaviour),
        StubMicro.jar(directory), Path.of("payara-config").toAbsolutePath());
    return new NodeSpec(build, cluster.home("node_1"), plans.get(0).port(), 64, cluster.secretFile(), Peers.environment(plans.get(0), plans));
  }
}
