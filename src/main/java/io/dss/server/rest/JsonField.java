package io.dss.server.rest;

import io.dss.protocol.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a body as it came: a piece of its bytes, read when it is asked for. What is inside it that nobody asks for is walked over and never made. */
final class JsonField {
  private static final int QUOTED_CHARACTERS = 60;

  enum Kind {
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("a boolean"),
    NULL("null"),
    LIST("a list"),
    OBJECT("an object");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final byte[] in;
  private final int from;
  private final int to;

  private JsonField(byte[] in, int from, int to) {
    this.in = in;
    this.from = from;
    this.to = to;
  }

  /** The value that begins at {@code from} in a text that was checked. */
  static JsonField at(byte[] in, int from) {
    return new JsonField(in, from, JsonWalk.end(in, from));
  }

  Kind kind() {
    return switch (in[from]) {
      case '"' -> Kind.STRING;
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.LIST;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Of a string its characters, of all else what was sent. */
  String text() {
    return kind() == Kind.STRING ? JsonWalk.text(in, from, to) : new String(in, from, to - from, StandardCharsets.UTF_8);
  }

  /** Exactly what was sent, from the first to the last byte of the value. */
  byte[] raw() {
    return Arrays.copyOfRange(in, from, to);
  }

  int rawBytes() {
    return to - from;
  }

  /** Of an object, in the order they were sent. */
  Map<String, JsonField> members() {
    Map<String, JsonField> members = new LinkedHashMap<>();
    int at = JsonWalk.next(in, from + 1);
    while (in[at] != '}') {
      int nameEnd = JsonWalk.end(in, at);
      JsonField value = at(in, JsonWalk.next(in, nameEnd));
      members.put(JsonWalk.text(in, at, nameEnd), value);
      at = JsonWalk.next(in, value.to);
    }
    return members;
  }

  /** Of a list. */
  List<JsonField> elements() {
    List<JsonField> elements = new ArrayList<>();
    int at = JsonWalk.next(in, from + 1);
    while (in[at] != ']') {
      JsonField element = at(in, at);
      elements.add(element);
      at = JsonWalk.next(in, element.to);
    }
    return elements;
  }

  /** For a problem's detail: what came, cut short. */
  String described() {
    return switch (kind()) {
      case STRING -> "the string " + JsonText.quoted(clipped(text()));
      case NUMBER -> "the number " + clipped(text());
      case BOOLEAN, NULL, LIST, OBJECT -> kind().words();
    };
  }

  /** What a user sent, short enough to be sent back. */
  static String clipped(String text) {
    if (text.length() <= QUOTED_CHARACTERS) return text;
    return text.substring(0, QUOTED_CHARACTERS) + "... (" + text.length() + " characters)";
  }
}
