package io.dss.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is asked about topics beside what is measured. */
final class Topics {
  private static final Duration LIMIT = Duration.ofSeconds(300);
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

  void purge(String url, String topic) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/queues/" + topic + "/messages")).DELETE());
    if (answer.statusCode() != 200 && answer.statusCode() != 404) throw new IOException("the purge of " + topic + " was answered " + answer.body());
  }

  /** A number that the topic tells of itself, as {@code ready}; 0 if it never was, empty if the node cannot tell now. */
  Optional<Long> told(String url, String topic, String field) throws InterruptedException {
    try {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/queues/" + topic)));
      if (answer.statusCode() == 404) return Optional.of(0L);
      return answer.statusCode() == 200 ? Optional.of(number(answer.body(), field)) : Optional.empty();
    } catch (IOException notNow) {
      return Optional.empty();
    }
  }

  /** The id of the owner as the node at {@code url} knows it. */
  String owner(String url, String topic) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/cluster/ring?topic=" + topic)));
    Matcher owner = Pattern.compile("\"owner\":\"([^\"]+)\"").matcher(answer.body());
    if (!owner.find()) throw new IOException("no owner in " + answer.body());
    return owner.group(1);
  }

  long journalBytes(String url) throws IOException, InterruptedException {
    return number(send(HttpRequest.newBuilder(URI.create(url + "/raft"))).body(), "journal_bytes");
  }

  HttpResponse<String> post(String url, String path, String json) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
  }

  static long number(String json, String field) throws IOException {
    Matcher number = Pattern.compile("\"" + field + "\":(\\d+)").matcher(json);
    if (!number.find()) throw new IOException("no " + field + " in " + json);
    return Long.parseLong(number.group(1));
  }
}
