package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchOptionsTest {
  private static final Path BASE = Path.of("/project");

  @Test
  void withoutOptionsThreeNodesStartOnTheUsualPorts() throws Exception {
    assertEquals(new LaunchOptions(Topology.TRIO, 8001, Path.of("/project/data"), 384, Duration.ofSeconds(300), false, false), parse());
  }

  @Test
  void everyOptionIsRead() throws Exception {
    assertEquals(new LaunchOptions(Topology.NINE, 9001, Path.of("/elsewhere"), 1024, Duration.ofSeconds(60), true, true),
        parse("dss.run.topology=nine", "dss.run.port=9001", "dss.run.data=/elsewhere", "dss.run.heap=1g", "dss.run.timeout=60", "fresh=true", "stop="));
  }

  @ParameterizedTest
  @CsvSource({"single, SINGLE", "nine, NINE", "trio, TRIO"})
  void aTopologyHasAShortForm(String flag, Topology topology) throws Exception {
    assertEquals(topology, parse(flag + "=true").topology());
    assertEquals(Topology.TRIO, parse(flag + "=false").topology());
  }

  @Test
  void otherPortsAreAnotherCluster() throws Exception {
    assertEquals(Path.of("/project/data/nine"), parse("nine=true").clusterDirectory());
    assertEquals(Path.of("/project/data/nine-9001"), parse("nine=true", "dss.run.port=9001").clusterDirectory());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "dss.run.prot=8001 | -Ddss.run.prot is no option",
      "dss.run.topology=Ten | -Ddss.run.topology=Ten is unknown",
      "dss.run.port=x | no number between 1024 and 65535",
      "dss.run.port=80 | not between 1024 and 65535",
      "dss.run.port=65534 | the last node would need port 65536",
      "dss.run.heap=256 | no heap size",
      "dss.run.heap=63m | no heap size",
      "dss.run.heap=65g | no heap size",
      "dss.run.timeout=0 | not between 1 and 3600"})
  void whatMakesNoSenseIsRefusedInOneLine(String property, String expected) {
    String line = assertThrows(LaunchRefused.class, () -> parse(property)).getMessage();
    assertTrue(line.contains(expected) && !line.contains("\n"), line);
  }

  @Test
  void twoTopologiesAreRefused() {
    assertTrue(assertThrows(LaunchRefused.class, () -> parse("single=true", "dss.run.topology=nine")).getMessage().contains("nine and single"));
  }

  private static LaunchOptions parse(String... assignments) throws LaunchRefused {
    Properties properties = new Properties();
    for (String assignment : assignments) {
      properties.setProperty(assignment.split("=", 2)[0], assignment.split("=", 2)[1]);
    }
    return LaunchOptions.parse(properties, BASE);
  }
}
