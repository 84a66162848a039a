package io.dss.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long no lock is granted when the leader dies: SIGKILL, while a client asks the two others in turn every 10 ms without waiting for answers. Every call
 * takes the same lock for the same client, so each one that is served is granted, and it is an entry in the log like any other.
 */
final class Failover {
  private static final long ASK_EVERY_MILLIS = 10;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String BODY = "{\"lock_name\":\"bench-failover\",\"client_id\":\"asker\",\"timeout\":300}";

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Nodes nodes;

  private Failover(Nodes nodes) {
    this.nodes = nodes;
  }

  /** Milliseconds from each kill to the first grant that was asked for after it. Every node is ready before each kill and at the end. */
  static Sample run(Nodes nodes, int kills) throws IOException, InterruptedException {
    Failover failover = new Failover(nodes);
    List<Double> millis = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      millis.add(failover.once());
      System.out.printf("  kill %d of %d: %.0f ms%n", kill + 1, kills, millis.get(kill));
    }
    return Sample.of(millis);
  }

  private double once() throws IOException, InterruptedException {
    int leader = nodes.leader();
    List<String> others = nodes.urlsBut(leader);
    // Connections are open and the code is warm before it counts.
    for (int asked = 0; asked < 20; asked++) ask(others.get(asked % others.size())).join();
    long killed = System.nanoTime();
    nodes.cluster().process(leader).kill();
    long granted = firstGrant(others, killed);
    nodes.cluster().kill9(leader);
    nodes.cluster().restart(leader);
    nodes.cluster().awaitAllReady(Nodes.START);
    return (granted - killed) / 1e6;
  }

  private long firstGrant(List<String> urls, long killed) throws InterruptedException {
    CompletableFuture<Long> first = new CompletableFuture<>();
    for (int asked = 0; System.nanoTime() - killed < LIMIT.toNanos(); asked++) {
      ask(urls.get(asked % urls.size())).thenAccept(granted -> {
        if (granted) first.complete(System.nanoTime());
      });
      try {
        return first.get(ASK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        continue;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    nodes.cluster().printLogs();
    throw new AssertionError("no grant within " + LIMIT.toSeconds() + " s of the leader's death");
  }

  /** Whether it was granted; a call that fails or is refused was not. */
  private CompletableFuture<Boolean> ask(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/lock/acquire")).timeout(CALL_LIMIT).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(BODY)).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle((response, failure) -> failure == null && response.statusCode() == 200 && response.body().contains("\"success\":true"));
  }
}
