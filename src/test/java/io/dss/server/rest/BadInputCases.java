package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dss.protocol.ProblemCode;
import io.dss.server.rest.CallShapes.CallShape;
import io.dss.server.rest.CallShapes.Field;
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
    for (CallShape call : CallShapes.ALL) {
      bodies(cases, call);
      for (Field field : call.fields()) fields(cases, call, field);
    }
    for (CallShape call : CallShapes.LISTS) {
      for (Field field : call.fields()) fields(cases, call, field);
    }
    paths(cases);
    queuePaths(cases);
    cachePaths(cases);
    wholeBodies(cases);
    wholeWrites(cases);
    return cases;
  }

  /** What is decided before a call is reached. */
  public static List<Case> overHttp() {
    List<Case> cases = new ArrayList<>();
    for (CallShape call : CallShapes.ALL) {
      for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "FOO")) {
        boolean known = CallShapes.ALL.stream().anyMatch(it -> it.path().equals(call.path()) && it.method().equals(method));
        if (!known) cases.add(plain("wrong method", method, call.path(), ProblemCode.METHOD_NOT_ALLOWED));
      }
    }
    for (String path : List.of("/", "/nope", "/lock", "/lock/acquire/x", "/lock/acquire-all", "/lock/graph", "/session", "/locks/a/b", "/cluster/x", "/queue", "/queue/publish/x", "/queue/peek", "/queues/a/x", "/queues/a/messages/b", "/QUEUES", "/cache", "/cache/write/x", "/cache/lines/a/b", "/cache/events/", "/cache/events/x",
        "/CACHE/read",
        "/health/nope", "/metrics/nope", "/metrics/base", "/openapi/nope", "/-error-document", "/application.wadl", "/WEB-INF/web.xml", "/raft/x", "/LOCKS")) {
      cases.add(plain("unknown path", "GET", path, ProblemCode.NOT_FOUND));
      cases.add(plain("unknown path", "POST", path, ProblemCode.NOT_FOUND));
    }
    for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started", "/metrics", "/openapi")) {
      cases.add(plain("wrong method", "POST", path, ProblemCode.METHOD_NOT_ALLOWED));
      cases.add(plain("wrong method", "DELETE", path, ProblemCode.METHOD_NOT_ALLOWED));
    }
    cases.add(plain("unknown scope", "GET", "/metrics?scope=nope", ProblemCode.NOT_FOUND));
    cases.add(plain("wrong method", "HEAD", "/metrics", ProblemCode.METHOD_NOT_ALLOWED));
    return cases;
  }

  private static void bodies(List<Case> cases, CallShape call) {
    for (String text : NOT_JSON) cases.add(json("not JSON: " + text, call, text.getBytes(UTF_8), ProblemCode.MALFORMED_JSON));
    for (String text : NO_OBJECT) cases.add(json("no object: " + text, call, text.getBytes(UTF_8), ProblemCode.WRONG_TYPE));
    for (byte[] bytes : notUtf8()) cases.add(json("bad UTF-8", call, bytes, ProblemCode.MALFORMED_JSON));
    if (call.needsBody()) cases.add(json("empty body", call, new byte[0], ProblemCode.MALFORMED_JSON));
    for (String kind : List.of("text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=utf-16", "application/json-patch+json", "*/*", ";;;///", "application/octet-stream")) {
      cases.add(typed("Content-Type " + kind, call, "Content-Type", kind, ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }
    cases.add(typed("compressed", call, "Content-Encoding", "gzip", ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    for (String accept : List.of("text/html", "application/xml", "application/json;q=0", "*/*;q=0", ";;;")) {
      cases.add(typed("Accept " + accept, call, "Accept", accept, ProblemCode.NOT_ACCEPTABLE));
    }
    cases.add(new Case("10 MB", call.method(), call.path(), jsonHeaders(), () -> padded(call, 10 << 20), ProblemCode.TOO_LARGE));
    cases.add(new Case("one byte too many", call.method(), call.path(), jsonHeaders(), () -> padded(call, (1 << 20) + 1), ProblemCode.TOO_LARGE));
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
    if (field.required()) cases.add(with("missing", call, field, null, ProblemCode.MISSING_FIELD));
    for (String value : field.kind().wrongTypes()) cases.add(with("wrong type", call, field, value, ProblemCode.WRONG_TYPE));
    for (String value : field.kind().wrongValues()) cases.add(with("wrong value", call, field, value, field.kind().code()));
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

  private static void queuePaths(List<Case> cases) {
    for (String[] call : new String[][] {
      {"GET", ""}, {"PUT", ""}, {"GET", "/messages"}, {"DELETE", "/messages"}, {"POST", "/redrive"}, {"POST", "/pause"}, {"POST", "/resume"}}) {
      for (String segment : List.of("%0a", "%7f", "a%0Db", "%C2%85", "a".repeat(513), "%C3%A4".repeat(257), "a.dead.dead", "%0a.dead")) {
        cases.add(plain("bad name", call[0], "/queues/" + segment + call[1], ProblemCode.BAD_NAME));
      }
      boolean ofLanesToo = call[0].equals("GET") || call[0].equals("DELETE");
      if (!ofLanesToo) cases.add(plain("of a lane", call[0], "/queues/a.dead" + call[1], ProblemCode.BAD_NAME));
    }
    for (String path : List.of("/queues", "/queues/a/messages")) {
      String most = path.equals("/queues") ? "10001" : "1001";
      for (String limit : List.of("0", "-1", most, "99999999999999999999")) cases.add(plain("limit", "GET", path + "?limit=" + limit, ProblemCode.OUT_OF_RANGE));
      for (String limit : List.of("", "x", "1.5", "true", "1&limit=2")) cases.add(plain("limit", "GET", path + "?limit=" + limit, ProblemCode.WRONG_TYPE));
    }
    for (String field : List.of("prefix", "after")) {
      cases.add(plain("control character", "GET", "/queues?" + field + "=%00", ProblemCode.BAD_NAME));
      cases.add(plain("too long", "GET", "/queues?" + field + "=" + "a".repeat(513), ProblemCode.BAD_NAME));
    }
    for (String state : List.of("", "READY", "in-flight", "held")) cases.add(plain("state", "GET", "/queues/a/messages?state=" + state, ProblemCode.OUT_OF_RANGE));
    for (String group : List.of("", "%00", "a".repeat(513))) cases.add(plain("group", "GET", "/queues/a/messages?group=" + group, ProblemCode.BAD_NAME));
    for (String after : List.of("-1", "9007199254740992", "9".repeat(30))) {
      cases.add(plain("after", "GET", "/queues/a/messages?after=" + after, ProblemCode.OUT_OF_RANGE));
    }
    for (String after : List.of("", "x", "1e3")) cases.add(plain("after", "GET", "/queues/a/messages?after=" + after, ProblemCode.WRONG_TYPE));
    for (String method : List.of("GET", "DELETE")) {
      for (String dead : List.of("", "1", "TRUE", "yes")) cases.add(plain("dead", method, "/queues/a/messages?dead=" + dead, ProblemCode.OUT_OF_RANGE));
      cases.add(plain("dead twice", method, "/queues/a/messages?dead=true&dead=true", ProblemCode.WRONG_TYPE));
    }
    for (String call : List.of("/messages/", "/messages;x=1")) cases.add(plain("another path", "DELETE", "/queues/a" + call, ProblemCode.NOT_FOUND));
  }

  private static void cachePaths(List<Case> cases) {
    for (String segment : List.of("%0a", "%7f", "a%0Db", "%C2%85", "a".repeat(513), "%C3%A4".repeat(257))) {
      cases.add(plain("bad name", "GET", "/cache/lines/" + segment, ProblemCode.BAD_NAME));
    }
    for (String path : List.of("/cache/lines", "/cache/keys")) {
      for (String limit : List.of("0", "-1", "10001", "99999999999999999999")) cases.add(plain("limit", "GET", path + "?limit=" + limit, ProblemCode.OUT_OF_RANGE));
      for (String limit : List.of("", "x", "1.5", "true", "1&limit=2")) cases.add(plain("limit", "GET", path + "?limit=" + limit, ProblemCode.WRONG_TYPE));
    }
    for (String state : List.of("", "m", "X", "modified")) cases.add(plain("state", "GET", "/cache/lines?state=" + state, ProblemCode.OUT_OF_RANGE));
    for (String query : List.of("/cache/keys?prefix=", "/cache/keys?after=", "/cache/events?prefix=")) {
      cases.add(plain("control character", "GET", query + "%00", ProblemCode.BAD_NAME));
      cases.add(plain("too long", "GET", query + "a".repeat(513), ProblemCode.BAD_NAME));
    }
    for (String after : List.of("", "+", "%0a", "%C3%A4", "a".repeat(4_097))) cases.add(plain("after", "GET", "/cache/events?after=" + after, ProblemCode.OUT_OF_RANGE));
    cases.add(plain("after twice", "GET", "/cache/events?after=a&after=a", ProblemCode.WRONG_TYPE));
  }

  private static void wholeWrites(List<Case> cases) {
    CallShape write = shape("/cache/write");
    cases.add(body("value missing", write, "{\"key\":\"a\"}", ProblemCode.MISSING_FIELD));
    cases.add(body("value missing", write, "{\"key\":\"a\",\"nothing\":false}", ProblemCode.MISSING_FIELD));
    cases.add(body("ttl missing", write, "{\"key\":\"a\",\"nothing\":true}", ProblemCode.MISSING_FIELD));
    cases.add(body("value wrong with nothing", write, "{\"key\":\"a\",\"value\":1,\"ttl\":1,\"nothing\":true}", ProblemCode.OUT_OF_RANGE));
    CallShape all = shape("/cache/write-all");
    cases.add(body("entries[0].value missing", all, "{\"entries\":[{\"key\":\"a\"}]}", ProblemCode.MISSING_FIELD));
    cases.add(body("entries[1].key wrong as it came before", all, "{\"entries\":[{\"key\":\"a\",\"value\":1},{\"key\":\"a\",\"value\":2}]}", ProblemCode.OUT_OF_RANGE));
    cases.add(body("keys[1] wrong as it came before", shape("/cache/delete-all"), "{\"keys\":[\"a\",\"a\"]}", ProblemCode.OUT_OF_RANGE));
  }

  /** What is wrong with several fields together, or with the message they make. */
  private static void wholeBodies(List<Case> cases) {
    CallShape publish = shape("/queue/publish");
    cases.add(body("data missing", publish, "{\"topic\":\"a\"}", ProblemCode.MISSING_FIELD));
    cases.add(body("messages[1].data missing", publish, "{\"topic\":\"a\",\"messages\":[{\"data\":1},{}]}", ProblemCode.MISSING_FIELD));
    for (String field : List.of("data", "headers", "key", "priority", "delay", "ttl", "message_id")) {
      cases.add(body("messages wrong with " + field, publish, "{\"topic\":\"a\",\"messages\":[{\"data\":1}],\"" + field + "\":1}", ProblemCode.OUT_OF_RANGE));
    }
    String header = "{\"h\":\"" + "v".repeat(9_000) + "\",\"i\":\"" + "v".repeat(9_000) + "\"}";
    cases.add(body("headers wrong size", publish, "{\"topic\":\"a\",\"data\":1,\"headers\":" + header + "}", ProblemCode.TOO_LARGE));
    for (String call : List.of("/queue/ack", "/queue/nack", "/queue/extend")) {
      for (String field : List.of("message_id", "receipt")) {
        String text = "{\"topic\":\"a\",\"messages\":[{\"message_id\":\"m\"}],\"" + field + "\":\"x\"}";
        cases.add(body("messages wrong with " + field, shape(call), text, ProblemCode.OUT_OF_RANGE));
      }
    }
  }

  private static CallShape shape(String path) {
    return CallShapes.ALL.stream().filter(call -> call.path().equals(path)).findFirst().orElseThrow();
  }

  private static Case body(String name, CallShape call, String text, ProblemCode code) {
    return json(name, call, text.getBytes(UTF_8), code);
  }

  private static Case plain(String name, String method, String path, ProblemCode code) {
    return new Case(name, method, path, Map.of(), () -> new byte[0], code);
  }

  private static Case json(String name, CallShape call, byte[] body, ProblemCode code) {
    return new Case(name, call.method(), call.path(), jsonHeaders(), () -> body, code);
  }

  private static Case typed(String name, CallShape call, String header, String value, ProblemCode code) {
    Map<String, String> headers = new TreeMap<>(jsonHeaders());
    headers.put(header, value);
    return new Case(name, call.method(), call.path(), headers, () -> call.goodBody().getBytes(UTF_8), code);
  }

  private static Case with(String name, CallShape call, Field field, String value, ProblemCode code) {
    StringBuilder members = new StringBuilder();
    for (Field each : call.fields()) {
      boolean other = !each.equals(field) && !each.name().equals(field.name());
      String text = each.equals(field) ? value : other && each.required() ? each.kind().good() : null;
      if (text != null) members.append(members.length() > 0 ? "," : "").append('"').append(each.name()).append("\":").append(text);
    }
    if (call.path().equals("/queue/publish") && call.frame().equals("{%s}")) members.append(members.length() > 0 ? "," : "").append("\"data\":1");
    if (call.path().equals("/cache/write")) members.append(members.length() > 0 ? "," : "").append("\"value\":1");
    String shown = value == null ? "" : " " + JsonField.clipped(value);
    byte[] body = call.frame().replace("%s", members).replace(",}", "}").getBytes(UTF_8);
    return json(call.prefix() + field.name() + " " + name + shown, call, body, code);
  }

  private static Map<String, String> jsonHeaders() {
    return Map.of("Content-Type", "application/json");
  }

  private static byte[] padded(CallShape call, int bytes) {
    byte[] body = Arrays.copyOf(call.goodBody().getBytes(UTF_8), bytes);
    Arrays.fill(body, call.goodBody().length(), bytes, (byte) ' ');
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
