package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dss.protocol.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Every kind of bad input for every call, with the refusal that is due: run here against the calls as functions, and against nodes over HTTP by
 * whoever has nodes. What JAX-RS and the container decide (paths, methods) is in {@link #overHttp()} only.
 */
public final class BadInputCases {
  /** One bad request. {@code code} tells the status too. {@code path} has its query. */
  public record Case(String name, String method, String path, Map<String, String> headers, Supplier<byte[]> body, ProblemCode code) {
    @Override
    public String toString() {
      return method + " " + path + ": " + name + " -> " + code.text();
    }
  }

  /** A call, a body that is fine for it ({} for those that need none) and its fields. */
  record CallShape(String method, String path, String goodBody, boolean needsBody, List<Field> fields) {}

  record Field(String name, Kind kind, boolean required) {}

  enum Kind {
    NAME,
    TOKEN,
    TIMEOUT,
    WAIT,
    LOCK_TYPE
  }

  private static final Field LOCK_NAME = new Field("lock_name", Kind.NAME, true);
  private static final Field CLIENT_ID = new Field("client_id", Kind.NAME, true);
  private static final Field TIMEOUT = new Field("timeout", Kind.TIMEOUT, false);

  static final List<CallShape> CALLS =
      List.of(
          new CallShape(
              "POST", "/lock/acquire", "{\"lock_name\":\"a\",\"client_id\":\"c\"}", true,
              List.of(LOCK_NAME, CLIENT_ID, new Field("lock_type", Kind.LOCK_TYPE, false), TIMEOUT, new Field("wait", Kind.WAIT, false))),
          new CallShape(
              "POST", "/lock/release", "{\"lock_name\":\"a\",\"client_id\":\"c\"}", true,
              List.of(LOCK_NAME, CLIENT_ID, new Field("fencing_token", Kind.TOKEN, false))),
          new CallShape(
              "POST", "/lock/renew", "{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7}", true,
              List.of(LOCK_NAME, CLIENT_ID, new Field("fencing_token", Kind.TOKEN, true), TIMEOUT)),
          new CallShape(
              "POST", "/lock/check", "{\"lock_name\":\"a\",\"fencing_token\":7}", true,
              List.of(LOCK_NAME, new Field("fencing_token", Kind.TOKEN, true))),
          new CallShape("GET", "/locks", "{}", false, List.of()),
          new CallShape("GET", "/locks/a", "{}", false, List.of()),
          new CallShape("DELETE", "/locks/a", "{}", false, List.of()),
          new CallShape("GET", "/cluster", "{}", false, List.of()),
          new CallShape("GET", "/cluster/ring", "{}", false, List.of()),
          new CallShape("GET", "/raft", "{}", false, List.of()));

  private static final String[] NOT_JSON = {
    " ", "{", "}", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "nul", "tru", "NaN",
    "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":0x1}",
    "{\"a\":-}", "{\"a\":\"x}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\n\"}", "{\"a\":\"\t\"}", "{\"a\":\"\u0000\"}", "{\"a\":[1,]}",
    "{\"a\":[1 2]}", "{\"a\":[}", "{\"a\":1]", "{} {}", "{}x", "{},", "{}]", "{}}", "{}\u0000", "/**/{}", "{}//", "{\"a\":1,\"a\":1}",
    "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":[{\"b\":1,\"b\":2}]}", "{\"a\":1,\"\\u0061\":1}", "\uFEFF{}", "<a/>", "a=1&b=2"
  };

  private static final String[] NO_OBJECT = {"[]", "[{}]", "1", "1.5", "\"a\"", "true", "false", "null"};

  private BadInputCases() {}

  /** Everything that the calls themselves decide. */
  public static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (CallShape call : CALLS) {
      bodies(cases, call);
      for (Field field : call.fields) fields(cases, call, field);
    }
    paths(cases);
    return cases;
  }

  /** What is decided before a call is reached. */
  public static List<Case> overHttp() {
    List<Case> cases = new ArrayList<>();
    for (CallShape call : CALLS) {
      for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "FOO")) {
        boolean known = CALLS.stream().anyMatch(it -> it.path.equals(call.path) && it.method.equals(method));
        if (!known) cases.add(plain("wrong method", method, call.path, ProblemCode.METHOD_NOT_ALLOWED));
      }
    }
    for (String path : List.of("/", "/nope", "/lock", "/lock/acquire/x", "/lock/acquire-all", "/lock/graph", "/session", "/locks/a/b", "/cluster/x",
        "/health/nope", "/metrics/nope", "/openapi/nope", "/-error-document", "/application.wadl", "/WEB-INF/web.xml", "/raft/x", "/LOCKS")) {
      cases.add(plain("unknown path", "GET", path, ProblemCode.NOT_FOUND));
      cases.add(plain("unknown path", "POST", path, ProblemCode.NOT_FOUND));
    }
    for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started", "/metrics", "/openapi")) {
      cases.add(plain("wrong method", "POST", path, ProblemCode.METHOD_NOT_ALLOWED));
      cases.add(plain("wrong method", "DELETE", path, ProblemCode.METHOD_NOT_ALLOWED));
    }
    return cases;
  }

  private static void bodies(List<Case> cases, CallShape call) {
    for (String text : NOT_JSON) cases.add(json("not JSON: " + text, call, text.getBytes(UTF_8), ProblemCode.MALFORMED_JSON));
    for (String text : NO_OBJECT) cases.add(json("no object: " + text, call, text.getBytes(UTF_8), ProblemCode.WRONG_TYPE));
    for (byte[] bytes : notUtf8()) cases.add(json("bad UTF-8", call, bytes, ProblemCode.MALFORMED_JSON));
    if (call.needsBody) cases.add(json("empty body", call, new byte[0], ProblemCode.MALFORMED_JSON));
    for (String kind : List.of("text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=utf-16", "application/json-patch+json", "*/*", ";;;///", "application/octet-stream")) {
      cases.add(typed("Content-Type " + kind, call, "Content-Type", kind, ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }
    cases.add(typed("compressed", call, "Content-Encoding", "gzip", ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    for (String accept : List.of("text/html", "application/xml", "application/json;q=0", "*/*;q=0", ";;;")) {
      cases.add(typed("Accept " + accept, call, "Accept", accept, ProblemCode.NOT_ACCEPTABLE));
    }
    cases.add(new Case("10 MB", call.method, call.path, jsonHeaders(), () -> padded(call, 10 << 20), ProblemCode.TOO_LARGE));
    cases.add(new Case("one byte too many", call.method, call.path, jsonHeaders(), () -> padded(call, (1 << 20) + 1), ProblemCode.TOO_LARGE));
    for (String opener : List.of("[", "{\"a\":")) {
      String closer = opener.equals("[") ? "]" : "}";
      for (int depth : new int[] {64, 10_000}) {
        String deep = "{\"deep\":" + opener.repeat(depth) + "1" + closer.repeat(depth) + "}";
        cases.add(json(depth + " deep " + opener, call, deep.getBytes(UTF_8), ProblemCode.MALFORMED_JSON));
      }
    }
    cases.add(json("10,000 deep and open", call, "[".repeat(10_000).getBytes(UTF_8), ProblemCode.MALFORMED_JSON));
  }

  private static void fields(List<Case> cases, CallShape call, Field field) {
    if (field.required) cases.add(with("missing", call, field, null, ProblemCode.MISSING_FIELD));
    for (String value : wrongTypes(field.kind)) cases.add(with("wrong type", call, field, value, ProblemCode.WRONG_TYPE));
    ProblemCode code = field.kind == Kind.NAME ? ProblemCode.BAD_NAME : ProblemCode.OUT_OF_RANGE;
    for (String value : wrongValues(field.kind)) cases.add(with("wrong value", call, field, value, code));
  }

  private static List<String> wrongTypes(Kind kind) {
    List<String> values = new ArrayList<>(List.of("null", "true", "false", "[]", "{}", "[1]", "{\"a\":1}"));
    boolean text = kind == Kind.NAME || kind == Kind.LOCK_TYPE;
    values.addAll(text ? List.of("1", "1.5", "[\"a\"]") : List.of("\"7\"", "\"\"", "\"soon\""));
    if (kind == Kind.TOKEN) values.addAll(List.of("1.5", "0.1", "7e-1", "1e-1000"));
    return values;
  }

  private static List<String> wrongValues(Kind kind) {
    return switch (kind) {
      case NAME -> List.of("\"\"", "\"a\\u0000\"", "\"\\n\"", "\"\\u007f\"", "\"\\u0085\"", "\"\\ud800\"", "\"" + "a".repeat(513) + "\"", "\"" + "ä".repeat(257) + "\"");
      case TOKEN -> List.of("0", "-1", "9007199254740992", "1e400", "-1e400", "1e999999999", "9".repeat(200), "1e99999999999");
      case TIMEOUT -> List.of("0", "-1", "0.0999", "86400.001", "86401", "1e400", "1e-400", "1e99999999999", "9".repeat(100_000));
      case WAIT -> List.of("-0.001", "-1", "60.001", "61", "1e9", "1e400", "9".repeat(100_000));
      case LOCK_TYPE -> List.of("\"\"", "\"Exclusive\"", "\"write\"", "\"shared \"");
    };
  }

  private static void paths(List<Case> cases) {
    for (String method : List.of("GET", "DELETE")) {
      for (String segment : List.of("%0a", "%7f", "a%0Db", "%C2%85", "a".repeat(513), "%C3%A4".repeat(257))) {
        cases.add(plain("bad name", method, "/locks/" + segment, ProblemCode.BAD_NAME));
      }
    }
    for (String limit : List.of("0", "-1", "10001", "99999999999999999999")) cases.add(plain("limit", "GET", "/locks?limit=" + limit, ProblemCode.OUT_OF_RANGE));
    for (String limit : List.of("", "x", "1.5", "true", "1&limit=2")) cases.add(plain("limit", "GET", "/locks?limit=" + limit, ProblemCode.WRONG_TYPE));
    for (String state : List.of("", "HELD", "free")) cases.add(plain("state", "GET", "/locks?state=" + state, ProblemCode.OUT_OF_RANGE));
    for (String field : List.of("prefix", "after")) {
      cases.add(plain("control character", "GET", "/locks?" + field + "=%00", ProblemCode.BAD_NAME));
      cases.add(plain("too long", "GET", "/locks?" + field + "=" + "a".repeat(513), ProblemCode.BAD_NAME));
    }
    cases.add(plain("empty", "GET", "/cluster/ring?topic=", ProblemCode.BAD_NAME));
    cases.add(plain("control character", "GET", "/cluster/ring?key=%01", ProblemCode.BAD_NAME));
    cases.add(plain("both", "GET", "/cluster/ring?key=a&topic=b", ProblemCode.OUT_OF_RANGE));
  }

  private static Case plain(String name, String method, String path, ProblemCode code) {
    return new Case(name, method, path, Map.of(), () -> new byte[0], code);
  }

  private static Case json(String name, CallShape call, byte[] body, ProblemCode code) {
    return new Case(name, call.method, call.path, jsonHeaders(), () -> body, code);
  }

  private static Case typed(String name, CallShape call, String header, String value, ProblemCode code) {
    Map<String, String> headers = new TreeMap<>(jsonHeaders());
    headers.put(header, value);
    return new Case(name, call.method, call.path, headers, () -> call.goodBody.getBytes(UTF_8), code);
  }

  private static Case with(String name, CallShape call, Field field, String value, ProblemCode code) {
    StringBuilder body = new StringBuilder("{");
    for (Field each : call.fields) {
      String text = each.equals(field) ? value : each.required ? good(each.kind) : null;
      if (text != null) body.append(body.length() > 1 ? "," : "").append('"').append(each.name).append("\":").append(text);
    }
    String shown = value == null ? "" : " " + JsonField.clipped(value);
    return json(field.name + " " + name + shown, call, body.append('}').toString().getBytes(UTF_8), code);
  }

  private static String good(Kind kind) {
    return kind == Kind.NAME ? "\"a\"" : "7";
  }

  private static Map<String, String> jsonHeaders() {
    return Map.of("Content-Type", "application/json");
  }

  private static byte[] padded(CallShape call, int bytes) {
    byte[] body = Arrays.copyOf(call.goodBody.getBytes(UTF_8), bytes);
    Arrays.fill(body, call.goodBody.length(), bytes, (byte) ' ');
    return body;
  }

  private static List<byte[]> notUtf8() {
    return List.of(
        new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'},
        "{\"a\":1}".getBytes(StandardCharsets.UTF_16));
  }
}
