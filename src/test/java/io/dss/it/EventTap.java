package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A client of {@code GET /cache/events}, as a browser is one. Whoever reads it has a time limit of his own. */
final class EventTap implements AutoCloseable {
  /** @param kind {@code created}, {@code updated}, {@code removed}, {@code expired} or {@code gap} */
  record Event(String id, String kind, JsonObject data) {}

  private final Stream<String> text;
  private final Iterator<String> lines;
  private String lastId = "";

  private EventTap(Stream<String> text) {
    this.text = text;
    this.lines = text.iterator();
  }

  /** Returns when the stream has its first position: what is written from then on is told. */
  static EventTap open(String url, String prefix, Optional<String> lastEventId) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/cache/events?prefix=" + prefix)).header("Accept", "text/event-stream");
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<Stream<String>> response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse("").split(";")[0]);
    EventTap tap = new EventTap(response.body());
    while (tap.lastId.isEmpty()) tap.block();
    return tap;
  }

  /** The next event; blocks. */
  Event next() {
    while (true) {
      Map<String, String> block = block();
      if (block.containsKey("data")) return new Event(lastId, block.get("event"), Json.createReader(new StringReader(block.get("data"))).readObject());
    }
  }

  /** The lines up to an empty one; comments are dropped. */
  private Map<String, String> block() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(": ");
      if (colon > 0) fields.put(line.substring(0, colon), line.substring(colon + 2));
    }
    lastId = fields.getOrDefault("id", lastId);
    return fields;
  }

  @Override
  public void close() {
    text.close();
  }
}
