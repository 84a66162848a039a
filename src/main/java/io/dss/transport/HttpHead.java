package io.dss.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first line and the headers of an HTTP/1.1 message. Only what the handshake needs: no folding, no body; the first of several headers of one name counts.
 *
 * @param headers found whatever their case
 */
record HttpHead(String firstLine, Map<String, String> headers) {
  static final int MAX_BYTES = 16 << 10;

  /**
   * Reads up to the empty line and not a byte further, so that what follows is the next reader's.
   *
   * @throws BrokenFrame when it is longer than {@link #MAX_BYTES} or a line is no header
   */
  static HttpHead read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int count = 0; count < MAX_BYTES; count++) {
      int next = in.read();
      if (next < 0) throw new EOFException("the connection ended within the handshake");
      if (next != '\n') {
        line.append((char) next);
      } else {
        String text = line.toString().strip();
        if (text.isEmpty() && !lines.isEmpty()) return of(lines);
        lines.add(text);
        line.setLength(0);
      }
    }
    throw new BrokenFrame(RefusalCause.NO_UPGRADE, "an HTTP head of more than " + MAX_BYTES + " bytes");
  }

  static byte[] write(String firstLine, Map<String, String> headers) {
    StringBuilder text = new StringBuilder(firstLine).append("\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Of an answer; the words after the number differ from container to container. */
  Optional<Integer> status() {
    String[] words = firstLine.split(" ", 3);
    boolean http = words.length > 1 && words[0].startsWith("HTTP/1.") && words[1].matches("[1-5][0-9]{2}");
    return http ? Optional.of(Integer.valueOf(words[1])) : Optional.empty();
  }

  private static HttpHead of(List<String> lines) throws BrokenFrame {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 1) throw new BrokenFrame(RefusalCause.NO_UPGRADE, "a line that is no header");
      headers.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return new HttpHead(lines.get(0), headers);
  }
}
