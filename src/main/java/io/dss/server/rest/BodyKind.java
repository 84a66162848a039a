package io.dss.server.rest;

import java.util.Locale;
import java.util.Optional;

/** Whether a body is of the kind that is read here: {@code application/json} in UTF-8, not compressed. No {@code Content-Type} means just that. */
final class BodyKind {
  private BodyKind() {}

  /** What is wrong with the kind of body; empty if it is fine. */
  static Optional<String> fault(Call call) {
    Optional<String> transfer = call.header("Transfer-Encoding").filter(coding -> !coding.trim().equalsIgnoreCase("chunked"));
    if (transfer.isPresent()) return Optional.of("Transfer-Encoding is " + JsonField.clipped(transfer.get()) + ", only chunked is read");
    Optional<String> coding = call.header("Content-Encoding").filter(value -> !value.trim().equalsIgnoreCase("identity"));
    if (coding.isPresent()) return Optional.of("Content-Encoding is " + JsonField.clipped(coding.get()) + ", only plain bodies are read");
    return call.header("Content-Type").flatMap(BodyKind::typeFault);
  }

  private static Optional<String> typeFault(String value) {
    String[] parts = value.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].trim().equals("application/json")) {
      return Optional.of("Content-Type is " + JsonField.clipped(value) + ", application/json is read");
    }
    for (int at = 1; at < parts.length; at++) {
      String parameter = parts[at].replace("\"", "").trim();
      boolean foreign = parameter.startsWith("charset=") && !parameter.equals("charset=utf-8") && !parameter.equals("charset=utf8");
      if (foreign) return Optional.of("Content-Type is " + JsonField.clipped(value) + ", only UTF-8 is read");
    }
    return Optional.empty();
  }
}
