package io.dss.server.rest;

import io.dss.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** What a field takes, by what it does not: values of another type, and values of its type that are not allowed. */
enum FieldKind {
  NAME(Type.TEXT, ProblemCode.BAD_NAME, "\"a\"", names()),
  LIVE_TOPIC(Type.TEXT, ProblemCode.BAD_NAME, "\"a\"", names("\"a.dead\"", "\"a.dead.dead\"", "\".dead.dead\"")),
  TOPIC(Type.TEXT, ProblemCode.BAD_NAME, "\"a\"", names("\"a.dead.dead\"", "\"" + "a".repeat(513) + ".dead\"", "\"\\n.dead\"")),
  DEAD_LETTER(Type.TEXT, ProblemCode.BAD_NAME, "\"b\"", names("\"a\"", "\"b.dead\"", "\"a.dead.dead\"")),
  TOKEN(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "9007199254740992", "1e400", "-1e400", "1e999999999", "9".repeat(200), "1e99999999999")),
  TIMEOUT(
      Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7",
      List.of("0", "-1", "0.0999", "86400.001", "86401", "1e400", "1e-400", "1e99999999999", "9".repeat(100_000))),
  WAIT(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("-0.001", "-1", "60.001", "61", "1e9", "1e400", "9".repeat(100_000))),
  LOCK_TYPE(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"shared\"", List.of("\"\"", "\"Exclusive\"", "\"write\"", "\"shared \"")),
  PRIORITY(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("-1", "10", "1e2", "100e2147483647", "1e99999999999")),
  TEN_YEARS(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("-1", "-0.001", "315532800.001", "1e10", "1e400", "9".repeat(100_000))),
  VISIBILITY(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "0.0999", "43200.001", "43201", "1e400", "1e-400")),
  CONSUME_WAIT(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("-0.001", "-1", "20.001", "21", "60", "1e400")),
  BATCH_SIZE(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "1001", "1e4", "9".repeat(200))),
  HEADERS(Type.OBJECT, ProblemCode.OUT_OF_RANGE, "{\"a\":\"b\"}", List.of(members(65), "{\"a\":\"\\ud800\"}")),
  HEADER_NAMES(
      Type.OBJECT, ProblemCode.BAD_NAME, "{\"a\":\"b\"}",
      List.of("{\"\":\"b\"}", "{\"a\\u0000\":\"b\"}", "{\"\\ud800\":\"b\"}", "{\"" + "a".repeat(513) + "\":\"b\"}", "{\"dss-death-reason\":\"b\"}")),
  HEADER_VALUES(
      Type.OBJECT, ProblemCode.WRONG_TYPE, "{\"a\":\"b\"}", List.of("{\"a\":1}", "{\"a\":null}", "{\"a\":[\"b\"]}", "{\"b\":\"b\",\"a\":{}}", "{\"a\":true}")),
  NACK_REASON(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"a\"", List.of("\"" + "a".repeat(1_025) + "\"", "\"" + "ä".repeat(513) + "\"", "\"\\udc00\"")),
  FLAG(Type.FLAG, ProblemCode.WRONG_TYPE, "true", List.of()),
  MAX_ATTEMPTS(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "1000001", "1e400")),
  TOPIC_LIMIT(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("-1", "9007199254740992", "1e400")),
  ON_FULL(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"reject\"", List.of("\"\"", "\"REJECT\"", "\"drop\"", "\"drop-oldest\"")),
  ON_POISON(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"block\"", List.of("\"\"", "\"Block\"", "\"skip\"")),
  BACKOFF(
      Type.OBJECT, ProblemCode.OUT_OF_RANGE, "{}",
      List.of(
          "{\"initial\":-1}", "{\"initial\":86400.001}", "{\"multiplier\":0.999}", "{\"multiplier\":100.001}", "{\"multiplier\":1e400}", "{\"max\":-1}",
          "{\"max\":86401}", "{\"jitter\":-0.1}", "{\"jitter\":1.001}", "{\"initial\":2,\"max\":1}")),
  BACKOFF_TYPES(
      Type.OBJECT, ProblemCode.WRONG_TYPE, "{}",
      List.of("{\"initial\":null}", "{\"initial\":\"1\"}", "{\"multiplier\":\"2\"}", "{\"multiplier\":{}}", "{\"max\":true}", "{\"jitter\":[0.1]}")),
  DEATH_REASON(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"expired\"", List.of("\"\"", "\"EXPIRED\"", "\"old age\"")),
  REDRIVEN(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "4000001", "1e400")),
  TTL(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "0.0009", "315532800.001", "1e10", "1e400", "1e-400", "9".repeat(100_000))),
  LOAD_TIME(Type.NUMBER, ProblemCode.OUT_OF_RANGE, "7", List.of("0", "-1", "0.0999", "600.001", "601", "1e400")),
  VERSION(Type.TEXT, ProblemCode.WRONG_TYPE, "\"1-2-3-4\"", List.of()),
  CONSISTENCY(Type.TEXT, ProblemCode.OUT_OF_RANGE, "\"any\"", List.of("\"\"", "\"ANY\"", "\"eventual\"")),
  LONG(Type.INTEGER, ProblemCode.OUT_OF_RANGE, "7", List.of("9223372036854775808", "-9223372036854775809", "1e400", "-1e400", "1e999999999", "9".repeat(200))),
  KEYS(Type.LIST, ProblemCode.OUT_OF_RANGE, "[\"a\"]", List.of("[]", "[" + "\"a\",".repeat(1_000) + "\"a\"]")),
  KEY_NAMES(Type.LIST, ProblemCode.BAD_NAME, "[\"a\"]", List.of("[\"\"]", "[\"a\",\"\\u0000\"]", "[\"" + "a".repeat(513) + "\"]")),
  LIST(Type.LIST, ProblemCode.OUT_OF_RANGE, "[]", List.of("[]", "[" + "{},".repeat(1_000) + "{}]")),
  NAMES(Type.LIST, ProblemCode.BAD_NAME, "[\"a\"]", List.of("[\"\"]", "[\"a\",\"\\u0000\"]", "[\"" + "a".repeat(513) + "\"]")),
  LIST_ELEMENTS(
      Type.LIST, ProblemCode.WRONG_TYPE, "[]", List.of("[1]", "[null]", "[\"a\"]", "[[]]", "[[{}]]", "[true]")),
  NAME_ELEMENTS(Type.LIST, ProblemCode.WRONG_TYPE, "[]", List.of("[1]", "[null]", "[\"a\",2]", "[[\"a\"]]", "[{}]"));

  private final Type type;
  private final ProblemCode code;
  private final String good;
  private final List<String> wrongValues;

  FieldKind(Type type, ProblemCode code, String good, List<String> wrongValues) {
    this.type = type;
    this.code = code;
    this.good = good;
    this.wrongValues = wrongValues;
  }

  /** Of a wrong value. */
  ProblemCode code() {
    return code;
  }

  String good() {
    return good;
  }

  List<String> wrongValues() {
    return wrongValues;
  }

  List<String> wrongTypes() {
    return type.others;
  }

  private static List<String> names(String... more) {
    List<String> wrong = new ArrayList<>(
        List.of("\"\"", "\"a\\u0000\"", "\"\\n\"", "\"\\u007f\"", "\"\\u0085\"", "\"\\ud800\"", "\"" + "a".repeat(513) + "\"", "\"" + "ä".repeat(257) + "\""));
    wrong.addAll(List.of(more));
    return wrong;
  }

  private static String members(int count) {
    StringBuilder object = new StringBuilder("{");
    for (int at = 0; at < count; at++) object.append(at > 0 ? "," : "").append("\"h").append(at).append("\":\"v\"");
    return object.append('}').toString();
  }

  private enum Type {
    TEXT("1", "1.5", "[\"a\"]", "true", "false", "[]", "{}", "[1]", "{\"a\":1}"),
    NUMBER("\"7\"", "\"\"", "\"soon\"", "true", "false", "[]", "{}", "[1]", "{\"a\":1}"),
    INTEGER("1.5", "0.1", "7e-1", "1e-1000", "\"7\"", "\"\"", "\"soon\"", "true", "false", "[]", "{}", "[1]", "{\"a\":1}"),
    FLAG("1", "0", "\"true\"", "\"\"", "[]", "{}", "[true]"),
    OBJECT("1", "\"a\"", "\"{}\"", "true", "[]", "[{}]"),
    LIST("1", "\"a\"", "\"[]\"", "true", "{}", "{\"0\":1}");

    private final List<String> others;

    Type(String... others) {
      this.others = new ArrayList<>(List.of(others));
      this.others.add("null");
    }
  }
}
