package io.dss.payara;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.launch.NodeProbe;
import io.dss.launch.Topology;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself and {@code payara-config}, on one real Payara Micro with a WAR of one servlet. */
class PayaraClusterIT {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Pattern RECORD = Pattern.compile(
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4} (SEVERE|WARNING|INFO|CONFIG|FINE) +\\S+: .*");
  private static final Pattern TRACE = Pattern.compile("\\tat .*|\\t\\.\\.\\. \\d+ more|Caused by: .*|java\\.lang\\.\\w+: .*|");
  @TempDir
  private Path directory;

  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  @Test
  void aNodeCanBeKilledSuspendedStoppedAndRestartedAndItsLogHasOneLineARecord() throws Exception {
    ClusterPlan plan = ClusterPlan.of(Topology.SINGLE).withWar(war()).with("node_1", "DSS_TEST_WORD", "sesame");
    long killed;
    try (PayaraCluster cluster = PayaraCluster.start(plan)) {
      cluster.awaitAllReady(START);
      assertEquals(Optional.of(0), cluster.leader());
      assertEquals(Optional.of(200), NodeProbe.status(cluster.url(0) + "/raft?trace"));
      cluster.log(0).await(0, line -> line.endsWith("asked with sesame"), SOON);
      Files.writeString(cluster.data(0).resolve("mine"), "x");
      assertTrue(listensOnLoopbackOnly(cluster.process(0).pid()), "listens elsewhere, too");

      cluster.suspend(0);
      assertFalse(cluster.isReady(0));
      cluster.resume(0);
      cluster.await("an answer after the pause", SOON, () -> cluster.isReady(0));

      cluster.kill9(0);
      assertEquals(137, cluster.process(0).exitCode().getAsInt());
      int lines = cluster.log(0).lines().size();
      cluster.restart(0);
      cluster.awaitMajorityReady(START);
      assertTrue(Files.exists(cluster.data(0).resolve("mine")));
      assertEquals(Optional.of(200), NodeProbe.status(cluster.url(0) + "/raft"));
      cluster.log(0).await(lines, line -> line.endsWith("asked with sesame"), SOON);
      List<String> unreadable = cluster.log(0).lines(line -> !RECORD.matcher(line).matches() && !TRACE.matcher(line).matches());
      assertEquals(List.of(), unreadable);

      cluster.stop(0, SOON);
      assertEquals(143, cluster.process(0).exitCode().getAsInt());
      cluster.wipe(0);
      cluster.restart(0);
      assertFalse(Files.exists(cluster.data(0).resolve("mine")));
      killed = cluster.process(0).pid();
    }
    assertTrue(ProcessHandle.of(killed).filter(ProcessHandle::isAlive).isEmpty(), "closed, but its process lives on");
  }

  /** Every listening TCP socket of the process, from /proc: 127.0.0.1 or its IPv6 form. */
  private static boolean listensOnLoopbackOnly(long pid) throws IOException {
    List<String> inodes;
    try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      inodes = descriptors.map(PayaraClusterIT::target).filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring(8, target.length() - 1)).toList();
    }
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
        String[] columns = line.strip().split("\\s+");
        boolean listens = columns.length > 9 && columns[3].equals("0A") && inodes.contains(columns[9]);
        if (listens && !columns[1].contains("0100007F:")) {
          return false;
        }
      }
    }
    return true;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private Path war() {
    Path war = directory.resolve("probe.war");
    ShrinkWrap.create(WebArchive.class, "probe.war").addClass(Probe.class).as(ZipExporter.class).exportTo(war.toFile());
    return war;
  }

  /** Answers for {@code GET /raft} as a leader, and logs that it did. */
  @WebServlet("/raft")
  public static final class Probe extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger(Probe.class.getName());

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
      LOG.log(Level.INFO, "asked with {0}", System.getenv("DSS_TEST_WORD"));
      if (request.getParameter("trace") != null) {
        LOG.log(Level.WARNING, "with a trace", new IllegalStateException("outer", new IllegalArgumentException("inner")));
      }
      response.getWriter().print("{\"id\":\"" + System.getenv("NODE_ID") + "\",\"leader\":\"" + System.getenv("NODE_ID") + "\"}");
    }
  }
}
