package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.TOO_LARGE;

import io.dss.kernel.Utf8;
import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Names;
import io.dss.protocol.QueueRanges;
import io.dss.protocol.Rejected;
import io.dss.queue.MessageBody;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the headers of a message: an object of strings, with few members and small. */
final class MessageHeaders {
  private static final String FIELD = "headers";

  private MessageHeaders() {}

  static SortedMap<String, String> in(Fields message) {
    SortedMap<String, String> headers = new TreeMap<>();
    Optional<Fields> sent = message.object(FIELD);
    if (sent.isEmpty()) return headers;
    String path = message.path(FIELD);
    if (!QueueRanges.HEADERS.contains(sent.get().names().size())) {
      String most = "up to " + QueueRanges.HEADERS.max();
      throw new Rejected(OUT_OF_RANGE, path + " has " + sent.get().names().size() + " members, " + most + " are allowed");
    }
    for (String name : sent.get().names()) headers.put(checked(path, name), sent.get().optionalText(name, QueueRanges.HEADER_BYTES).orElseThrow());
    bounded(path, headers);
    return headers;
  }

  private static String checked(String path, String name) {
    Names.fault(name).ifPresent(what -> {
      throw bad(path, name, "no name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes of UTF-8 without control characters are");
    });
    if (name.startsWith(MessageBody.RESERVED)) throw bad(path, name, "reserved: " + MessageBody.RESERVED + "... tells how a message died");
    return name;
  }

  private static Rejected bad(String path, String name, String what) {
    return new Rejected(BAD_NAME, path + ": " + JsonText.quoted(JsonField.clipped(name)) + " is " + what);
  }

  private static void bounded(String path, Map<String, String> headers) {
    int bytes = 0;
    for (Map.Entry<String, String> each : headers.entrySet()) bytes += Utf8.bytes(each.getKey()).length + Utf8.bytes(each.getValue()).length;
    if (bytes <= QueueRanges.HEADER_BYTES) return;
    throw new Rejected(TOO_LARGE, path + " has " + bytes + " bytes of names and values, up to " + QueueRanges.HEADER_BYTES + " are allowed");
  }
}
