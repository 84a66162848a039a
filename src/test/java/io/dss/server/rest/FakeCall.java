package io.dss.server.rest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request as a value. The length is told unless the headers say that it is chunked. */
record FakeCall(String method, String path, Optional<String> query, Map<String, String> headers, byte[] bytes) implements Call {
  FakeCall {
    Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = sorted;
  }

  static FakeCall post(String path, String body) {
    return new FakeCall("POST", path, Optional.empty(), Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
  }

  static FakeCall get(String path) {
    int mark = path.indexOf('?');
    Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(path.substring(mark + 1));
    return new FakeCall("GET", mark < 0 ? path : path.substring(0, mark), query, Map.of(), new byte[0]);
  }

  FakeCall with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new FakeCall(method, path, query, more, bytes);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  @Override
  public long contentLength() {
    return headers.containsKey("Transfer-Encoding") ? -1 : bytes.length;
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.7";
  }
}
