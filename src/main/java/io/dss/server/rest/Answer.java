package io.dss.server.rest;

import io.dss.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is sent back, before Jakarta sees it. The body is JSON text in UTF-8. */
record Answer(int status, String mediaType, byte[] body, List<Header> headers) {
  static final String JSON = "application/json";

  record Header(String name, String value) {}

  static Answer ok(String json) {
    return new Answer(200, JSON, json.getBytes(StandardCharsets.UTF_8), List.of());
  }

  static Answer of(Problem problem) {
    List<Header> headers = new ArrayList<>();
    if (problem.retryAfterMillis() > 0) headers.add(new Header("Retry-After", Long.toString(problem.retryAfterSeconds())));
    byte[] body = problem.json().getBytes(StandardCharsets.UTF_8);
    return new Answer(problem.code().status(), Problem.MEDIA_TYPE, body, List.copyOf(headers));
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
