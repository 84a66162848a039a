package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.MALFORMED_JSON;
import static io.dss.protocol.ProblemCode.WRONG_TYPE;

import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Rejected;
import io.dss.server.rest.JsonField.Kind;
import jakarta.json.Json;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads a body strictly: UTF-8 or nothing, one value and no more, {@link Limits#JSON_DEPTH} levels, no name twice in an object. What parsers differ
 * about is refused, because two that read the same body differently are how a check is walked around.
 *
 * <p>The document is walked with a stack of its own, so its depth costs no stack of the thread.
 */
final class JsonBody {
  /** Looking the provider up costs a walk over the class path: once. Thread-safe. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private final JsonParser parser;
  private final Map<String, JsonField> members = new LinkedHashMap<>();

  /** The names seen so far of every open object, innermost first; an open list has {@link #LIST}. */
  private final Deque<Set<String>> open = new ArrayDeque<>();

  private static final Set<String> LIST = Set.of();

  private JsonBody(JsonParser parser) {
    this.parser = parser;
  }

  /** The members of the object that {@code bytes} are; values of lists and objects are checked and not kept. @throws Rejected if it is anything else */
  static Map<String, JsonField> members(byte[] bytes) {
    if (bytes.length == 0) throw new Rejected(MALFORMED_JSON, "the body is empty, a JSON object is due");
    try (JsonParser parser = PARSERS.createParser(new StringReader(utf8(bytes)))) {
      JsonBody body = new JsonBody(parser);
      JsonField root = body.root();
      if (root.kind() != Kind.OBJECT) throw new Rejected(WRONG_TYPE, "the body is " + root.described() + ", an object is due");
      return body.members;
    } catch (JsonParsingException e) {
      throw malformed("not JSON", e.getLocation());
    }
  }

  private static String utf8(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new Rejected(MALFORMED_JSON, "the body is not UTF-8: byte " + (in.position() + 1) + " begins no character");
    }
  }

  private JsonField root() {
    JsonField root = value(next());
    while (!open.isEmpty()) step(next());
    if (parser.hasNext()) throw malformed("more than one value", parser.getLocation());
    return root;
  }

  /** One event inside the outermost value. */
  private void step(Event event) {
    if (event == Event.END_OBJECT || event == Event.END_ARRAY) {
      open.pop();
    } else if (event == Event.KEY_NAME) {
      member(parser.getString());
    } else {
      value(event);
    }
  }

  private void member(String name) {
    if (!open.peek().add(name)) throw malformed("the name " + quoted(name) + " comes twice in one object", parser.getLocation());
    boolean outermost = open.size() == 1;
    JsonField field = value(next());
    if (outermost) members.put(name, field);
  }

  private JsonField value(Event event) {
    return switch (event) {
      case START_OBJECT -> opened(new HashSet<>(), Kind.OBJECT);
      case START_ARRAY -> opened(LIST, Kind.LIST);
      case VALUE_STRING -> new JsonField(Kind.STRING, parser.getString());
      case VALUE_NUMBER -> new JsonField(Kind.NUMBER, parser.getString());
      case VALUE_TRUE, VALUE_FALSE -> new JsonField(Kind.BOOLEAN, "");
      case VALUE_NULL -> new JsonField(Kind.NULL, "");
      case KEY_NAME, END_OBJECT, END_ARRAY -> throw malformed("not JSON", parser.getLocation());
    };
  }

  private JsonField opened(Set<String> names, Kind kind) {
    open.push(names);
    if (open.size() > Limits.JSON_DEPTH) throw malformed("nested deeper than " + Limits.JSON_DEPTH, parser.getLocation());
    return new JsonField(kind, "");
  }

  private Event next() {
    try {
      return parser.next();
    } catch (NoSuchElementException e) {
      throw malformed("it ends too early", parser.getLocation());
    }
  }

  private static Rejected malformed(String what, JsonLocation at) {
    return new Rejected(MALFORMED_JSON, what + ": line " + at.getLineNumber() + ", column " + at.getColumnNumber());
  }

  private static String quoted(String name) {
    return JsonText.quoted(JsonField.clipped(name));
  }
}
