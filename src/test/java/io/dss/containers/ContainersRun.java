package io.dss.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.it.Api;
import io.dss.it.Reply;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code mvn -Pdocker}: nine nodes, Redis and Prometheus as the compose file has them, from the first build to the end. Each test goes on where the one before ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainersRun {
  private static final List<String> LOCKS = List.of("node_lock_1", "node_lock_2", "node_lock_3");
  private static final List<String> QUEUES = List.of("node_queue_1", "node_queue_2", "node_queue_3");
  private static final List<String> CACHES = List.of("node_cache_1", "node_cache_2", "node_cache_3");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SEEN = Duration.ofMinutes(3);
  private static final String INVALIDATIONS = "sum(rate(dss_cache_invalidations_sent[1m]))";
  private static final String JSON_CHECK = "dss-json-check";
  private static final List<String> FIGURES = new ArrayList<>();

  private static Docker docker;
  private static Stack stack;

  private static List<String> nodes() {
    List<String> all = new ArrayList<>(LOCKS);
    all.addAll(QUEUES);
    all.addAll(CACHES);
    return all;
  }

  private static String[] all() {
    List<String> all = nodes();
    all.add("redis");
    all.add("prometheus");
    return all.toArray(String[]::new);
  }

  private static void figure(String what, long sinceNanos) {
    told(String.format(java.util.Locale.ROOT, "%s: %.1f s", what, (System.nanoTime() - sinceNanos) / 1e9));
  }

  private static void told(String figure) {
    FIGURES.add(figure);
    System.out.println("docker: " + figure);
  }

  @BeforeAll
  static void up() throws Exception {
    docker = Docker.ready();
    long began = System.nanoTime();
    Map<String, String> images = BaseImages.made(docker);
    figure("base images", began);
    stack = new Stack(docker, images, "docker-compose.yml");
    stack.compose("down", "--volumes", "--remove-orphans");
    began = System.nanoTime();
    stack.compose("build");
    figure("build of the node's image", began);
    told("the node's image: " + Long.parseLong(docker.run("image", "inspect", "--format", "{{.Size}}", "dss/node")) / 1_000_000 + " MB, of which the base "
        + Long.parseLong(docker.run("image", "inspect", "--format", "{{.Size}}", images.get("RUNTIME_IMAGE"))) / 1_000_000 + " MB");
    began = System.nanoTime();
    List<String> words = new ArrayList<>(List.of("up", "--detach"));
    words.addAll(List.of(all()));
    stack.compose(words.toArray(String[]::new));
    stack.awaitHealthy(all());
    figure("from up to all Up (healthy) (aim: 90)", began);
  }

  @AfterAll
  static void down() throws Exception {
    if (docker == null) return;
    try {
      if (stack != null) {
        if (FIGURES.size() < 5) System.out.println(stack.compose("logs", "--tail", "15"));
        stack.compose("down", "--volumes", "--remove-orphans", "--timeout", "30");
      }
    } finally {
      docker.close();
      Files.write(docker.work().resolve("report.txt"), FIGURES);
    }
  }

  @Test
  @Order(1)
  void containersAreCalledAsScriptsExpectAndRunAsNobodyOnAReadOnlyDisk() throws Exception {
    for (String node : nodes()) {
      assertEquals("true 10001:10001 unless-stopped", stack.inspected(node, "{{.HostConfig.ReadonlyRootfs}} {{.Config.User}} {{.HostConfig.RestartPolicy.Name}}"), node);
      String log = stack.docker("logs", Stack.container(node));
      assertTrue(log.contains("WARNING: DSS_CLUSTER_SECRET is the demo's"), log);
      assertTrue(log.lines().filter(line -> line.matches("20\\d\\d-\\d\\d-\\d\\dT.* io\\.dss\\..*")).count() > 2, "one-line records: " + log);
    }
  }

  @Test
  @Order(2)
  void aStuckLockIsReleased() throws Exception {
    assertTrue(stack.post(LOCKS.get(0), "/lock/acquire", Api.acquire("invoice", "alice", "exclusive", 3, 0)).success());
    Reply waited = stack.post(LOCKS.get(1), "/lock/acquire", Api.acquire("invoice", "bob", "exclusive", 30, 10));
    assertTrue(waited.success(), waited.body());
    boolean told = false;
    for (String lock : LOCKS) told |= stack.docker("logs", Stack.container(lock)).contains("DEADLOCK DETECTED");
    assertTrue(told, "the release of the stuck lock is in a lock node's log");
  }

  @Test
  @Order(3)
  void aMessageThatIsNotAcknowledgedComesAgainAfterThirtySeconds() throws Exception {
    assertTrue(stack.post(QUEUES.get(0), "/queue/publish", "{'topic':'INVOICE_PROCESS','data':{'order_id':'ORD101'}}").success());
    long began = System.nanoTime();
    Reply first = stack.post(QUEUES.get(1), "/queue/consume", "{'topic':'INVOICE_PROCESS'}");
    assertEquals(1, first.json().getJsonObject("message").getInt("attempts"), first.body());
    Stack.await(MINUTE, "it is delivered again", () -> {
      Reply again = stack.post(QUEUES.get(2), "/queue/consume", "{'topic':'INVOICE_PROCESS','wait':20}");
      return again.success() && !again.json().isNull("message") && again.json().getJsonObject("message").getInt("attempts") == 2;
    });
    figure("delivered again (visibility 30 s)", began);
    assertTrue(System.nanoTime() - began > Duration.ofSeconds(29).toNanos(), "not before its time");
  }

  @Test
  @Order(4)
  void aWriteInvalidatesTheOthersLines() throws Exception {
    assertTrue(stack.post(CACHES.get(0), "/cache/write", "{'key':'USER_CONFIG_FILE','value':1}").success());
    assertEquals("S", stack.post(CACHES.get(1), "/cache/read", "{'key':'USER_CONFIG_FILE'}").json().getString("state"));
    assertEquals("S", stack.get(CACHES.get(0), "/cache/lines/USER_CONFIG_FILE").json().getString("state"));
    assertTrue(stack.post(CACHES.get(2), "/cache/write", "{'key':'USER_CONFIG_FILE','value':2}").success());
    assertTrue(stack.docker("logs", Stack.container(CACHES.get(1))).contains("Received INVAL for USER_CONFIG_FILE. State -> I"));
    assertEquals(2, stack.post(CACHES.get(1), "/cache/read", "{'key':'USER_CONFIG_FILE'}").json().getInt("value"));
  }

  @Test
  @Order(5)
  void anotherLeadsWhenTheLeaderIsStopped() throws Exception {
    String leader = stack.leader(LOCKS);
    List<String> others = LOCKS.stream().filter(lock -> !lock.equals(leader)).toList();
    long began = System.nanoTime();
    stack.docker("stop", "--time", "30", Stack.container(leader));
    figure("docker stop of the leader", began);
    assertEquals("143", stack.inspected(leader, "{{.State.ExitCode}}"), "it ended by itself and was not killed");
    Stack.await(MINUTE, "another leads", () -> others.contains(stack.leader(others)));
    assertTrue(stack.post(others.get(0), "/lock/acquire", Api.acquire("after", "alice", "exclusive", 5, 5)).success());
    stack.docker("start", Stack.container(leader));
    stack.awaitHealthy(leader);
  }

  @Test
  @Order(6)
  void nothingIsLostWhenAQueueNodeAndACacheNodeAreKilled() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertTrue(stack.post(QUEUES.get(0), "/queue/publish", "{'topic':'kill-" + i % 3 + "','data':" + i + "}").success());
      assertTrue(stack.post(CACHES.get(0), "/cache/write", "{'key':'kill-" + i + "','value':" + i + "}").success());
    }
    stack.docker("kill", Stack.container(QUEUES.get(0)), Stack.container(CACHES.get(0)));
    int[] found = {0};
    for (int topic = 0; topic < 3; topic++) {
      String body = "{'topic':'kill-" + topic + "','max':100,'wait':1}";
      Stack.await(MINUTE, "its messages are delivered by another", () -> {
        Reply reply = stack.post(QUEUES.get(1), "/queue/consume", body);
        if (reply.success() && !reply.json().isNull("message")) found[0] += reply.json().getJsonArray("messages").size();
        return reply.status() == 200 && found[0] % 10 == 0 && found[0] > 0;
      });
    }
    assertEquals(30, found[0]);
    for (int i = 0; i < 30; i++) {
      String body = "{'key':'kill-" + i + "'}";
      int value = i;
      Stack.await(MINUTE, "its lines are read elsewhere", () -> {
        Reply read = stack.post(CACHES.get(1), "/cache/read", body);
        return read.success() && read.json().getInt("value") == value;
      });
    }
    stack.docker("start", Stack.container(QUEUES.get(0)), Stack.container(CACHES.get(0)));
    stack.awaitHealthy(QUEUES.get(0), CACHES.get(0));
  }

  @Test
  @Order(7)
  void aNodeThatIsCutFromTheNetworkIsNotReadyAndComesBack() throws Exception {
    String cut = stack.leader(LOCKS);
    List<String> others = LOCKS.stream().filter(lock -> !lock.equals(cut)).toList();
    stack.docker("network", "disconnect", "docker_default", Stack.container(cut));
    Stack.await(MINUTE, "another leads", () -> others.contains(stack.leader(others)));
    Stack.await(MINUTE, "it is unhealthy", () -> stack.inspected(cut, "{{.State.Health.Status}}").equals("unhealthy"));
    assertTrue(stack.post(others.get(0), "/lock/acquire", Api.acquire("cut", "alice", "exclusive", 5, 5)).success());
    stack.docker("network", "connect", "--alias", cut, "docker_default", Stack.container(cut));
    stack.awaitHealthy(cut);
  }

  @Test
  @Order(8)
  void nothingIsLostWhenEverythingIsRestartedUnderLoad() throws Exception {
    RollingLoad load = new RollingLoad(nodes());
    long began = System.nanoTime();
    load.start();
    for (String service : all()) {
      stack.docker("restart", "--time", "30", Stack.container(service));
      stack.awaitHealthy(service);
    }
    figure("nine nodes, Redis and Prometheus restarted one by one", began);
    List<String> lost = load.verdict();
    told("rolling restart: " + load.account());
    assertEquals(List.of(), lost);
  }

  @Test
  @Order(9)
  void prometheusSeesAllNodes() throws Exception {
    Stack.await(MINUTE, "Prometheus has scraped nine nodes", () -> {
      return asked("count(up == 1)") == 1 && value("count(up == 1)").equals("9");
    });
  }

  @Test
  @Order(9)
  void promtoolFiresEveryAlertOnce() throws Exception {
    String said = stack.docker("exec", "--env", "TMPDIR=/prometheus", Stack.container("prometheus"), "promtool", "test", "rules", "/etc/prometheus/rules/dss.test.yml");
    assertTrue(said.contains("SUCCESS"), said);
    stack.docker("exec", Stack.container("prometheus"), "promtool", "check", "config", "/etc/prometheus/prometheus.yml");
  }

  /** By the real Prometheus, with data while there is a load; of an alert, which has none while all is well, what it looks at. */
  @Test
  @Order(10)
  void everyPanelAndEveryAlertIsAnswered() throws Exception {
    int series = 0;
    List<String> silent = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    List<Dashboards.Query> panels = Dashboards.ofPanels();
    RollingLoad load = new RollingLoad(nodes());
    load.start();
    // Ratios of rates are no number until a rate's minute has some of what is counted.
    Stack.await(SEEN, "every panel shows a number", () -> {
      for (Dashboards.Query query : panels) if (numbers(query.expression()).isEmpty()) return false;
      return asked(INVALIDATIONS + " > 0") == 1;
    });
    for (Dashboards.Query query : panels) {
      List<Double> found = numbers(query.expression());
      series += found.size();
      if (found.isEmpty()) silent.add(query.toString());
      else answers.add(query.from() + ": " + found.size() + " series, " + found.get(0) + " to " + found.get(found.size() - 1));
    }
    Files.write(docker.work().resolve("queries.txt"), answers);
    told("under load, " + scrape());
    assertEquals(List.of(), load.verdict());
    int alerts = 0;
    for (Dashboards.Query alert : Dashboards.ofAlerts()) {
      alerts++;
      asked(alert.expression());
      for (String metric : alert.metrics()) if (asked(metric) == 0) silent.add(alert.from() + " looks at " + metric);
    }
    told(panels.size() + " queries of panels answered with " + series + " series; " + alerts + " alerts");
    assertEquals(List.of(), silent);
    for (JsonObject group : prometheus("/api/v1/rules").getJsonArray("groups").getValuesAs(JsonObject.class)) {
      for (JsonObject rule : group.getJsonArray("rules").getValuesAs(JsonObject.class)) assertEquals("ok", rule.getString("health"), rule.toString());
    }
  }

  @Test
  @Order(11)
  void scrapesAreShortAndWithoutComplaint() throws Exception {
    // The minute that is looked at is one in which nothing was asked of the nodes.
    Stack.await(SEEN, "the last minute had no load", () -> asked(INVALIDATIONS + " == 0") == 1);
    told("at rest, " + scrape());
    for (String node : nodes()) {
      int bytes = stack.get(node, "/metrics").body().length();
      assertTrue(bytes < 200_000, node + ": " + bytes);
    }
    String log = stack.docker("logs", Stack.container("prometheus"));
    assertFalse(log.contains("Error on ingesting"), log);
  }

  private static String scrape() throws IOException, InterruptedException {
    String ofANode = "quantile_over_time(0.5, scrape_duration_seconds{job=\"dss\"}[1m])";
    return String.format(java.util.Locale.ROOT, "time of a scrape, median and longest of the nodes' medians (aim: 20): %.1f ms, %.1f ms",
        1000 * Double.parseDouble(value("quantile(0.5, " + ofANode + ")")), 1000 * Double.parseDouble(value("max(" + ofANode + ")")));
  }

  private static JsonObject prometheus(String path) throws IOException, InterruptedException {
    Reply reply = stack.api().get("http://127.0.0.1:9090", path);
    assertEquals("success", reply.json().getString("status"), path + ": " + reply.body());
    return reply.json().getJsonObject("data");
  }

  /** How many series the answer has. */
  private static int asked(String expression) throws IOException, InterruptedException {
    return query(expression).size();
  }

  private static jakarta.json.JsonArray query(String expression) throws IOException, InterruptedException {
    return prometheus("/api/v1/query?query=" + java.net.URLEncoder.encode(expression, java.nio.charset.StandardCharsets.UTF_8)).getJsonArray("result");
  }

  /** In their order. */
  private static List<Double> numbers(String expression) throws IOException, InterruptedException {
    return query(expression).getValuesAs(JsonObject.class).stream().map(one -> one.getJsonArray("value").getString(1)).filter(value -> !value.contains("NaN") && !value.contains("Inf"))
        .map(Double::valueOf).sorted().toList();
  }

  private static String value(String expression) throws IOException, InterruptedException {
    return query(expression).getJsonObject(0).getJsonArray("value").getString(1);
  }

  @Test
  @Order(12)
  void memoryIsWithinItsLimits() throws Exception {
    double megabytes = 0;
    for (String line : stack.docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}").split("\n")) {
      String[] words = line.split("\\s+");
      double used = Double.parseDouble(words[1].replaceAll("[^0-9.]", "")) * (words[1].endsWith("GiB") ? 1024 : 1);
      megabytes += used;
      assertFalse(words[0].startsWith("docker-node") && used > 1_000, line);
    }
    told(String.format(java.util.Locale.ROOT, "memory of the whole: %.0f MB", megabytes));
  }

  /** One node by itself, which needs nothing but the image. */
  @Test
  @Order(13)
  void logsAreJsonWhereThatIsAsked() throws Exception {
    stack.docker("run", "--detach", "--name", JSON_CHECK, "--read-only", "--tmpfs", "/tmp:mode=1777,size=384m", "--env", "LOG_FORMAT=json", "--env", "NODE_ID=alone", "dss/node");
    try {
      Stack.await(Stack.UP, "the node that logs JSON is healthy", () -> stack.docker("inspect", "--format", "{{.State.Health.Status}}", JSON_CHECK).equals("healthy"));
      List<String> lines = stack.docker("logs", JSON_CHECK).lines().toList();
      assertTrue(lines.size() > 5, lines.toString());
      for (String line : lines) {
        JsonObject record = Reply.json(line);
        assertTrue(record.containsKey("time") && record.containsKey("level") && record.containsKey("logger") && record.containsKey("message"), line);
      }
    } finally {
      stack.docker("rm", "--force", "--volumes", JSON_CHECK);
    }
  }

  @Test
  @Order(14)
  void threeNodesWithEveryRoleNeedNothingElse() throws Exception {
    stack.compose("down", "--volumes", "--timeout", "30");
    Stack trio = new Stack(docker, BaseImages.made(docker), "docker-compose.trio.yml");
    long began = System.nanoTime();
    trio.compose("up", "--detach");
    try {
      trio.awaitHealthy("node_1", "node_2", "node_3");
      figure("three nodes, from up to healthy", began);
      assertTrue(trio.api().post("http://127.0.0.1:8001", "/lock/acquire", Api.acquire("a", "alice", "exclusive", 5, 0)).success());
      assertTrue(trio.api().post("http://127.0.0.1:8002", "/queue/publish", "{\"topic\":\"a\",\"data\":1}").success());
      assertTrue(trio.api().post("http://127.0.0.1:8003", "/cache/write", "{\"key\":\"a\",\"value\":1}").success());
    } finally {
      trio.compose("down", "--volumes", "--timeout", "30");
    }
  }

  /** The certificate has the names by which nodes reach each other, and the address by which this client reaches them. */
  @Test
  @Order(15)
  void threeNodesSpeakTlsToEachOtherAndToTheirClients() throws Exception {
    TestCertificate certificate = TestCertificate.made(docker.work().resolve("tls"));
    Stack trio = new Stack(docker, Map.of(), "../src/test/docker/tls.compose.yml");
    long began = System.nanoTime();
    trio.compose("up", "--detach");
    try {
      trio.awaitHealthy("node-1", "node-2", "node-3");
      figure("three nodes that speak TLS, from up to healthy", began);
      Api api = new Api(certificate.client("TLSv1.3"));
      assertTrue(api.post("https://127.0.0.1:8001", "/lock/acquire", Api.acquire("a", "alice", "exclusive", 5, 0)).success());
      assertTrue(api.post("https://127.0.0.1:8002", "/lock/release", Api.release("a", "alice")).success());
      assertTrue(api.post("https://127.0.0.1:8003", "/cache/write", "{\"key\":\"a\",\"value\":1}").success());
      Api older = new Api(certificate.client("TLSv1.2"));
      assertEquals(1, older.post("https://127.0.0.1:8001", "/cache/read", "{\"key\":\"a\"}").json().getInt("value"));
      assertThrows(IOException.class, () -> new Api().get("https://127.0.0.1:8001", "/cluster"), "who does not believe the certificate gets no answer");
      assertThrows(IOException.class, () -> new Api().get("http://127.0.0.1:8001", "/cluster"), "nor who does not speak TLS");
    } finally {
      trio.compose("down", "--volumes", "--timeout", "30");
    }
  }
}
