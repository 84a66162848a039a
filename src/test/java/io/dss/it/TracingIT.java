package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** With tracing on, a call's trace goes on at the node it is carried to; a collector of ours takes the spans as OTLP over HTTP. */
class TracingIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String LATER = "a3ce929d0e0e47364bf92f3577b34da6";

  /** Every batch of spans that nodes send, as it came: protobuf, in which ids are raw bytes and names are plain text. */
  private static final class Collector implements AutoCloseable {
    private final Collection<String> batches = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    Collector() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/v1/traces", exchange -> {
        batches.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
      });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    boolean has(String traceId, String span, String node) {
      String raw = new String(HexFormat.of().parseHex(traceId), StandardCharsets.ISO_8859_1);
      return batches.stream().anyMatch(batch -> batch.contains(raw) && batch.contains(span) && batch.contains(node));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static int acquired(Trio trio, int node, String trace) {
    HttpRequest acquire = HttpRequest.newBuilder(URI.create(trio.url(node) + "/lock/acquire")).timeout(SOON).header("Content-Type", "application/json")
        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
        .POST(HttpRequest.BodyPublishers.ofString(Api.acquire("traced-" + node + trace, "A", "exclusive", 5, 5))).build();
    try {
      return trio.api().send(acquire).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theTraceOfACallGoesOnAtTheNodeThatCarriesItOut() throws Exception {
    try (Collector collector = new Collector()) {
      SortedMap<String, String> variables = new TreeMap<>();
      variables.put("OTEL_SDK_DISABLED", "false");
      variables.put("OTEL_TRACES_EXPORTER", "otlp");
      variables.put("OTEL_METRICS_EXPORTER", "none");
      variables.put("OTEL_LOGS_EXPORTER", "none");
      variables.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
      variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
      variables.put("OTEL_BSP_SCHEDULE_DELAY", "200");
      Trio trio = Trio.startedWith(variables);
      try {
        trio.whole();
        int leader = trio.leader();
        int other = trio.others(leader).get(0);
        assertEquals(200, acquired(trio, other, TRACE));
        trio.nodes().await("the hop is told by both nodes", SOON,
            () -> collector.has(TRACE, "dss lock", "dss.to") && collector.has(TRACE, "dss lock", "dss.from"));
        assertTrue(collector.has(TRACE, "/lock/acquire", ""), "the request's own span is there too");

        // Whichever of the two leads then: the other has asked again, and not on the thread that the client's call came in on.
        trio.nodes().kill9(leader);
        int third = trio.others(leader).get(1);
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> acquired(trio, other, LATER));
        assertEquals(200, acquired(trio, third, LATER));
        assertEquals(200, one.join());
        trio.nodes().await("the hop to the next leader is told", SOON, () -> collector.has(LATER, "dss lock", "dss.from"));
      } finally {
        trio.close();
      }
    }
  }
}
