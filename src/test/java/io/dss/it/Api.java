package io.dss.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The calls of the contract as a plain HTTP client makes them. Thread-safe. */
public final class Api {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;

  public Api() {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build());
  }

  public Api(HttpClient http) {
    this.http = http;
  }

  public Reply post(String url, String path, String json) throws IOException, InterruptedException {
    return reply(http.send(request(url, path, json), HttpResponse.BodyHandlers.ofString()));
  }

  CompletableFuture<Reply> posting(String url, String path, String json) {
    return http.sendAsync(request(url, path, json), HttpResponse.BodyHandlers.ofString()).thenApply(Api::reply);
  }

  public Reply get(String url, String path) throws IOException, InterruptedException {
    return reply(http.send(HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString()));
  }

  public Reply send(HttpRequest request) throws IOException, InterruptedException {
    return reply(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static HttpRequest request(String url, String path, String json) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)).build();
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(response.statusCode(), response.headers(), response.body());
  }

  public static String acquire(String lock, String client, String type, double timeout, double wait) {
    return String.format(java.util.Locale.ROOT, "{\"lock_name\":\"%s\",\"client_id\":\"%s\",\"lock_type\":\"%s\",\"timeout\":%s,\"wait\":%s}", lock, client, type,
        timeout, wait);
  }

  public static String release(String lock, String client) {
    return "{\"lock_name\":\"" + lock + "\",\"client_id\":\"" + client + "\"}";
  }
}
