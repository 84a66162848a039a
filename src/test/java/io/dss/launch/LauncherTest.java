package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher from outside: processes, signals, exit codes and what it prints. */
class LauncherTest {
  private static final List<String> TRIO = List.of("node_1", "node_2", "node_3");
  @TempDir
  private Path directory;
  private int port;
  private String trio;

  @BeforeEach
  void choosePorts() throws Exception {
    port = LauncherRun.freePorts();
    trio = "trio-" + port;
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void stopsEveryNodeWhenItIsAskedToEndAndKeepsTheirData(String signal, int code) throws Exception {
    try (LauncherRun run = start("well")) {
      run.await("running; Ctrl-C stops all");
      assertTrue(Pattern.compile("node_1 +lock,queue,cache +http://127.0.0.1:" + port + " +leader\n").matcher(run.text()).find(), run.text());
      assertTrue(run.text().contains("curl -s http://127.0.0.1:" + port + "/lock/acquire"), run.text());
      TRIO.forEach(id -> assertTrue(run.runs(trio, id)));
      run.signal(signal, run.pid());
      assertEquals(code, run.awaitExit());
      TRIO.forEach(id -> assertFalse(run.runs(trio, id), run.text()));
      TRIO.forEach(id -> assertTrue(Files.exists(run.cluster(trio).resolve(id).resolve("data/kept"))));
      assertFalse(run.text().contains("died"), run.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "KILL"})
  void leavesTheNodesUpWhenItsTerminalGoesAndTheNextRunSaysSo(String signal) throws Exception {
    try (LauncherRun first = start("well")) {
      first.await("running; Ctrl-C stops all");
      first.signal(signal, first.pid());
      first.awaitExit();
      TRIO.forEach(id -> assertTrue(first.runs(trio, id)));
      long pid = first.node(trio, "node_2").pid();
      try (LauncherRun next = start("well")) {
        assertEquals(1, next.awaitExit());
        assertEquals(1, next.errors().size(), next.text());
        assertTrue(next.text().contains("still up") && next.text().contains("node_2 process " + pid) && next.text().contains("-Dstop"), next.text());
      }
    }
  }

  @Test
  void stopsTheNodesOfAnEarlierRunOnRequest() throws Exception {
    try (LauncherRun first = start("well")) {
      first.await("running; Ctrl-C stops all");
      first.signal("KILL", first.pid());
      first.awaitExit();
      try (LauncherRun stop = start("well", "-Dstop")) {
        assertEquals(0, stop.awaitExit(), stop.text());
        TRIO.forEach(id -> assertFalse(stop.runs(trio, id)));
      }
    }
  }

  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP", "TSTP"})
  void nodesTakeNoNoticeOfWhatTheTerminalSends(String signal) throws Exception {
    try (LauncherRun run = start("well", "-Dsingle")) {
      run.await("running; Ctrl-C stops all");
      ProcessHandle node = run.node("single-" + port, "node_1");
      run.signal(signal, node.pid());
      assertTrue(NodeProbe.isReady("http://127.0.0.1:" + port));
      // The signals that a process ignores are a mask in its status: proof that does not depend on when the signal is delivered.
      long ignored = Long.parseUnsignedLong(Files.readString(Path.of("/proc/" + node.pid() + "/status")).split("SigIgn:\t")[1].split("\n")[0], 16);
      int number = switch (signal) {
        case "HUP" -> 1;
        case "INT" -> 2;
        default -> 20;
      };
      assertTrue((ignored >> (number - 1) & 1) == 1, Long.toHexString(ignored));
    }
  }

  @Test
  void aNodeThatDiesLaterIsReportedAndItsScriptBringsItBack() throws Exception {
    try (LauncherRun run = start("well")) {
      run.await("running; Ctrl-C stops all");
      ProcessHandle victim = run.node(trio, "node_2");
      run.signal("KILL", victim.pid());
      Path script = run.cluster(trio).resolve("node_2/start.sh");
      run.await("node_2 died, exit code 137 (SIGKILL: killed, or the system was out of memory)");
      run.await("sh " + script);
      assertTrue(run.runs(trio, "node_1") && run.runs(trio, "node_3"));
      assertEquals(0, new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start().waitFor());
      run.await("node_2 is ready again");
      assertNotEquals(victim.pid(), run.node(trio, "node_2").pid());
      assertNotEquals(0, new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start().waitFor(), "it runs already");
      run.signal("TERM", run.pid());
      run.awaitExit();
      TRIO.forEach(id -> assertFalse(run.runs(trio, id), run.text()));
    }
  }

  @Test
  void aNodeThatDiesWhileStartingEndsTheRunWithItsLastWords() throws Exception {
    try (LauncherRun run = start("die")) {
      assertEquals(1, run.awaitExit());
      assertEquals(1, run.errors().size(), run.text());
      assertTrue(run.errors().get(0).contains("died while starting, exit code 3: Error: the stub was told to die"), run.text());
      assertTrue(run.errors().get(0).contains("console.log"), run.text());
      TRIO.forEach(id -> assertFalse(run.runs(trio, id)));
    }
  }

  @Test
  void aNodeThatIsNotReadyInTimeEndsTheRun() throws Exception {
    try (LauncherRun run = start("unready", "-Ddss.run.timeout=4")) {
      assertEquals(1, run.awaitExit());
      assertEquals(1, run.errors().size(), run.text());
      assertTrue(run.errors().get(0).contains("not ready within 4 s: 0 of 3 ready; up but not ready: node_1 node_2 node_3;"), run.text());
      TRIO.forEach(id -> assertFalse(run.runs(trio, id)));
    }
  }

  @Test
  void anInterruptWhileTheNodesStartStopsThemAndIsNoError() throws Exception {
    try (LauncherRun run = start("unready")) {
      run.await("node_3 answers");
      run.signal("INT", run.pid());
      assertEquals(130, run.awaitExit());
      assertEquals(List.of(), run.errors());
      TRIO.forEach(id -> assertFalse(run.runs(trio, id)));
    }
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingIsStarted() throws Exception {
    try (ServerSocket other = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress()); LauncherRun run = start("well")) {
      assertEquals(1, run.awaitExit());
      assertEquals(List.of("dss: ERROR: port " + other.getLocalPort() + " (node_2) is taken by another program: end that, or choose other ports with"
          + " -Ddss.run.port=" + (port + 1000 > 60_000 ? 9001 : port + 1000)), run.errors());
      assertFalse(Files.exists(run.cluster(trio)));
    }
  }

  @Test
  void startsEmptyOnlyWhenAskedTo() throws Exception {
    Path kept;
    try (LauncherRun first = start("well", "-Dsingle")) {
      first.await("running; Ctrl-C stops all");
      kept = Files.writeString(first.cluster("single-" + port).resolve("node_1/data/mine"), "x");
    }
    try (LauncherRun second = start("well", "-Dsingle")) {
      second.await("running; Ctrl-C stops all");
      assertTrue(Files.exists(kept));
    }
    try (LauncherRun third = start("well", "-Dsingle", "-Dfresh")) {
      third.await("running; Ctrl-C stops all");
      assertFalse(Files.exists(kept));
    }
  }

  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  @Test
  void theSecretIsTheSameForAllNodesAndOnNoCommandLine() throws Exception {
    try (LauncherRun run = start("well")) {
      run.await("running; Ctrl-C stops all");
      String secret = Files.readString(run.cluster(trio).resolve("cluster.secret")).strip();
      assertTrue(secret.matches("[0-9a-f]{64}"));
      for (String id : TRIO) {
        assertEquals(secret, Files.readString(run.cluster(trio).resolve(id).resolve("data/kept")));
        assertFalse(Files.readString(Path.of("/proc/" + run.node(trio, id).pid() + "/cmdline")).contains(secret));
        assertFalse(Files.readString(run.cluster(trio).resolve(id).resolve("start.sh")).contains(secret));
      }
    }
  }

  private LauncherRun start(String behaviour, String... options) throws Exception {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "-Ddss.run.port=" + port;
    return LauncherRun.start(directory, behaviour, all);
  }
}
