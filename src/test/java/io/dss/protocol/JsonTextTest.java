package io.dss.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void commasStandWhereTheyBelong() {
    JsonText out = new JsonText().object().array("empty").end().field("a", 1).object("b").field("c", true).nullField("d").end().array("e").value("x").value("y");
    out.object().end().object().field("z", "").end();
    assertEquals("{\"empty\":[],\"a\":1,\"b\":{\"c\":true,\"d\":null},\"e\":[\"x\",\"y\",{},{\"z\":\"\"}]}", out.end().end().toString());
  }

  @Test
  void jsonIsWrittenAsItIsAndThousandthsExactly() {
    JsonText out = new JsonText().object().json("data", "{\"x\": 1.50}").thousandths("rate", 2_125).array("all").value(true).value(false);
    assertEquals("{\"data\":{\"x\": 1.50},\"rate\":2.125,\"all\":[true,false]}", out.end().end().toString());
  }

  @Test
  void secondsKeepEveryMillisecond() {
    for (long millis : new long[] {0, 1, 10, 100, 125, 999, 1_000, 1_010, 30_000, 86_400_000, -1, -1_500}) {
      String text = new JsonText().object().seconds("s", millis).end().toString();
      assertEquals(millis, Json.createReader(new StringReader(text)).readObject().getJsonNumber("s").bigDecimalValue().movePointRight(3).longValueExact(), text);
      assertTrue(text.contains("."), text);
    }
    assertEquals("{\"s\":30.0}", new JsonText().object().seconds("s", 30_000).end().toString());
  }

  @Test
  void whateverAStringHoldsIsReadBackOrEscaped() {
    long seed = 20_251_123;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      char[] chars = new char[random.nextInt(12)];
      for (int at = 0; at < chars.length; at++) chars[at] = (char) (random.nextBoolean() ? random.nextInt(0x10000) : random.nextInt(0x90));
      String sent = new String(chars);
      String json = new String(new JsonText().object().field("s", sent).end().toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      assertEquals(sent, Json.createReader(new StringReader(json)).readObject().getString("s"), "seed " + seed + ", round " + round);
      assertTrue(json.chars().noneMatch(c -> c < 0x20 || c == 0x7f), json);
    }
  }

  @Test
  void everyCodeHasAStatusOfTheTableAndAProblemThatIsJson() {
    for (ProblemCode code : ProblemCode.values()) {
      assertTrue(List.of(400, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503).contains(code.status()));
      assertEquals(code.status() == 429 || code.status() == 503 && code != ProblemCode.UNKNOWN_OUTCOME, code.retryable(), code.text());
      assertEquals(code.text(), Json.createReader(new StringReader(Problem.of(code, "x").json())).readObject().getString("code"));
    }
  }

  @Test
  void aProblemHasOnlyTheMembersThatSaySomething() {
    String plain = Problem.of(ProblemCode.WRONG_TYPE, "timeout is a boolean").json();
    assertEquals(
        "{\"type\":\"urn:dss:problem:wrong_type\",\"title\":\"A field has the wrong type\",\"status\":400,\"detail\":\"timeout is a boolean\","
            + "\"code\":\"wrong_type\",\"retryable\":false}",
        plain);
    Problem advised = Problem.of(ProblemCode.NO_LEADER, "x").withAdvice(Optional.of("n1"), 1_001);
    assertTrue(advised.json().endsWith("\"retryable\":true,\"leader\":\"n1\",\"retry_after\":1.001}"), advised.json());
    assertEquals(2, advised.retryAfterSeconds());
    assertEquals(1, advised.withAdvice(Optional.empty(), 1).retryAfterSeconds());
  }

  @Test
  void namesAreCountedInBytesAndHaveNoControlCharacters() {
    for (String good : List.of("a", " ", "a/b", "ä".repeat(256), "\ud83d\ude00".repeat(128), "a".repeat(512), "\u2028", "..")) {
      assertEquals(Optional.empty(), Names.fault(good), good);
    }
    for (String bad : List.of("", "\0", "a\n", "\u007f", "\u0085", "\u009f", "\ud800", "\udc00a", "a".repeat(513), "\ud83d\ude00".repeat(128) + "a")) {
      assertTrue(Names.fault(bad).isPresent(), bad);
    }
    assertEquals(Optional.empty(), Names.faultBeyondEmpty(""));
  }

  @Test
  void requestsRefuseWhatTheServerWould() {
    List<Runnable> wrong =
        Arrays.asList(
            () -> new AcquireRequest("", "c", LockType.SHARED, 1_000, 0),
            () -> new AcquireRequest("a", "\n", LockType.SHARED, 1_000, 0),
            () -> new AcquireRequest("a", "c", LockType.SHARED, 99, 0),
            () -> new AcquireRequest("a", "c", LockType.SHARED, 86_400_001, 0),
            () -> new AcquireRequest("a", "c", LockType.SHARED, 1_000, 60_001),
            () -> new ReleaseRequest("a", "c", OptionalLong.of(0)),
            () -> new RenewRequest("a", "c", 1L << 53, OptionalLong.empty()),
            () -> new RenewRequest("a", "c", 1, OptionalLong.of(1)),
            () -> new CheckRequest("a", -1));
    for (Runnable each : wrong) assertThrows(IllegalArgumentException.class, each::run);
  }

  @Test
  void requestsWriteTheFieldsOfTheContract() {
    assertEquals(
        "{\"lock_name\":\"a\",\"client_id\":\"c\",\"lock_type\":\"shared\",\"timeout\":1.5,\"wait\":0.0}",
        new AcquireRequest("a", "c", LockType.SHARED, 1_500, 0).json());
    assertEquals("{\"lock_name\":\"a\",\"client_id\":\"c\"}", new ReleaseRequest("a", "c", OptionalLong.empty()).json());
    assertEquals("{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7}", new ReleaseRequest("a", "c", OptionalLong.of(7)).json());
    assertEquals(
        "{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7,\"timeout\":2.0}", new RenewRequest("a", "c", 7, OptionalLong.of(2_000)).json());
    assertEquals("{\"lock_name\":\"a\",\"fencing_token\":7}", new CheckRequest("a", 7).json());
  }
}
