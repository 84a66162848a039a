package io.dss.launch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a node over HTTP how far it is. */
public final class NodeProbe {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int MOST_BYTES = 64 * 1024;
  private static final Pattern LEADER = Pattern.compile("\"leader\"\\s*:\\s*\"([^\"\\\\]+)\"");

  private NodeProbe() {}

  /** The status of {@code GET url}, or empty if nobody answers. */
  public static Optional<Integer> status(String url) {
    return get(url).map(Answer::status);
  }

  public static boolean isReady(String nodeUrl) {
    return status(nodeUrl + "/health/ready").filter(status -> status == 200).isPresent();
  }

  /** The node id of the leader that the node at {@code nodeUrl} knows of. */
  public static Optional<String> leader(String nodeUrl) {
    return get(nodeUrl + "/raft").filter(answer -> answer.status() == 200).flatMap(answer -> leaderIn(answer.body()));
  }

  /** A regular expression instead of a JSON parser: the JDK has none, and {@code GET /raft} names the leader once, at its top. */
  static Optional<String> leaderIn(String body) {
    Matcher matcher = LEADER.matcher(body);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<Answer> get(String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestProperty("Connection", "close");
      try (var body = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String text = body == null ? "" : new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return Optional.of(new Answer(connection.getResponseCode(), text));
      }
    } catch (IOException notUpYet) {
      return Optional.empty();
    }
  }

  private record Answer(int status, String body) {}
}
