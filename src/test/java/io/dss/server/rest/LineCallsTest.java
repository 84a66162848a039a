package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LineCallsTest {
  private final FakeCaches caches = new FakeCaches();
  private final LineCalls calls = new LineCalls(caches, new Intake(1 << 20), new LongAnswers(() -> Runnable::run));

  @Test
  void linesAreToldWithTheFieldsOfTheContract() {
    caches.lines = List.of(new Caches.LineShown("a", LineState.M, FakeCaches.VERSION, true, 102, 1_500, 60_000));
    assertEquals("{\"lines\":[{\"key\":\"a\",\"state\":\"M\",\"version\":\"1-2-3-4\",\"dirty\":true,\"size\":102,\"age\":60.0,\"unused\":1.5}]}", get("/cache/lines", calls::lines).text());
    get("/cache/lines?state=S&limit=10000", calls::lines);
    for (LineState state : LineState.values()) get("/cache/lines?state=" + state.name(), calls::lines);
    assertEquals(List.of("lines - 100", "lines S 10000"), caches.others.subList(0, 2));
    assertEquals(2 + LineState.values().length, caches.others.size());
  }

  @Test
  void aLineIsToldWithWhatItsHomeSays() {
    caches.described = new Caches.LineDescribed(LineState.S, FakeCaches.VERSION, FakeCaches.HOME, Optional.empty(), List.of(new NodeId("c1"), new NodeId("c2")), FakeCaches.VERSION);
    assertEquals("{\"key\":\"a/b\",\"state\":\"S\",\"version\":\"1-2-3-4\",\"directory\":{\"home\":\"c1\",\"owner\":null,\"sharers\":[\"c1\",\"c2\"],\"version\":\"1-2-3-4\"}}",
        get("/cache/lines/a%2Fb", calls::line).text());
    caches.described = new Caches.LineDescribed(LineState.I, FakeCaches.VERSION, FakeCaches.HOME, Optional.of(FakeCaches.NODE), List.of(), FakeCaches.VERSION);
    assertTrue(get("/cache/lines/a", calls::line).text().contains("\"owner\":\"c2\",\"sharers\":[]"));
    assertEquals(List.of("line a/b", "line a"), caches.others);
  }

  @Test
  void keysArePaged() {
    caches.keys = new Caches.Keys(List.of("a", "b"), true);
    assertEquals("{\"keys\":[\"a\",\"b\"],\"next\":\"b\"}", get("/cache/keys?prefix=%20&after=x+y&limit=2", calls::keys).text());
    caches.keys = new Caches.Keys(List.of("c"), false);
    assertEquals("{\"keys\":[\"c\"],\"next\":null}", get("/cache/keys", calls::keys).text());
    assertEquals(List.of("keys  /x y/2", "keys /-/100"), caches.others);
  }

  @Test
  void flushTellsHowMuchItWrote() {
    FakeCall call = new FakeCall("POST", "/cache/flush", Optional.empty(), Map.of(), new byte[0]);
    assertEquals("{\"success\":true,\"flushed\":7}", Answering.attempt(call, calls::flush).toCompletableFuture().join().text());
  }

  private static Answer get(String path, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(FakeCall.get(path), work).toCompletableFuture().getNow(null);
  }
}
