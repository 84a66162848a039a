package io.dss.node.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheReply;
import io.dss.cache.Version;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Consistency;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Calls between nodes, and cursors, as bytes. */
class CacheCallCodecTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Version VERSION = new Version(1, 2, 3, 4);

  private final CacheCallCodec codec = new CacheCallCodec();

  private final List<CacheRequest> requests = List.of(
      new CacheRequest.Call(new Caches.Asked("k", CacheGroup.READ, Consistency.ANY, Optional.empty(), 7)),
      new CacheRequest.Call(new Caches.Asked("ü", CacheGroup.DELETE, Consistency.LINEARIZABLE, Optional.of(new IdempotencyKey("i", "f")), 0)),
      new CacheRequest.Describe("k"),
      new CacheRequest.KeysHere("p", Optional.empty(), 1),
      new CacheRequest.KeysHere("", Optional.of("q"), 2_000),
      new CacheRequest.KeysOfAll("p", Optional.of("q"), 3),
      new CacheRequest.RemovePrefix("p"),
      new CacheRequest.Changes("n-1", new Feed.Question(9, -1, "p", 5), 15_000),
      new CacheRequest.Changes("", new Feed.Question(0, 8, "", 1), 0),
      new CacheRequest.Enough("n-1"));

  private final List<CacheAnswer> answers = List.of(
      new CacheAnswer.Called(new Caches.Answered(new CacheReply.Missing(VERSION, true), LineState.S, Effect.Source.PEER, true, A, B)),
      new CacheAnswer.Described(Optional.of(A), List.of(), VERSION),
      new CacheAnswer.Described(Optional.empty(), List.of(A, B), Version.NONE),
      new CacheAnswer.KeysHere(new CacheAnswer.Part(List.of("a", "b"), true), new CacheAnswer.Part(List.of(), false)),
      new CacheAnswer.KeysOfAll(new Caches.Keys(List.of("a"), true)),
      new CacheAnswer.Removed(new Caches.Removed(12, false)),
      new CacheAnswer.Changes(new Feed.Page(3, List.of(new Feed.Event(4, "k", Effect.Change.EXPIRED, VERSION)), 5, true)),
      new CacheAnswer.Noted());

  @Test
  void everyCallAndAnswerComesAsItWasSent() {
    for (CacheRequest request : requests) assertEquals(request, codec.decodeRequest(codec.encodeRequest(request)));
    for (CacheAnswer answer : answers) {
      byte[] bytes = codec.encodeReply(answer);
      assertEquals(answer, codec.decodeReply(bytes));
      assertArrayEquals(bytes, codec.encodeReply(codec.decodeReply(bytes)));
    }
  }

  @Test
  void everyKindOfThemIsTriedHere() {
    assertEquals(CacheRequest.class.getPermittedSubclasses().length, requests.stream().map(Object::getClass).distinct().count());
    // A part is within another answer.
    assertEquals(CacheAnswer.class.getPermittedSubclasses().length, answers.stream().map(Object::getClass).distinct().count());
  }

  @Test
  void whatIsCutOffOrTurnedAroundIsMalformedAndNothingElse() {
    Random random = new Random(5);
    for (CacheRequest request : requests) {
      broken(codec.encodeRequest(request), random, codec::decodeRequest);
    }
    for (CacheAnswer answer : answers) broken(codec.encodeReply(answer), random, codec::decodeReply);
  }

  private interface Decode {
    Object of(byte[] bytes);
  }

  private static void broken(byte[] bytes, Random random, Decode decode) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedBinary.class, () -> decode.of(cut));
    }
    for (int tries = 0; tries < 500; tries++) {
      byte[] other = bytes.clone();
      other[random.nextInt(other.length)] = (byte) random.nextInt();
      try {
        decode.of(other);
      } catch (MalformedBinary expected) {
        // The only way to fail.
      }
    }
  }

  @Test
  void onlyCallsUnderAKeyThatChangeSomethingMayBeRepeated() {
    for (CacheRequest request : requests) {
      boolean call = request instanceof CacheRequest.Call;
      boolean read = call && ((CacheRequest.Call) request).asked().command().equals(CacheGroup.READ);
      assertEquals(call && !read || request instanceof CacheRequest.RemovePrefix, codec.changes(request), request.toString());
      assertTrue(codec.repeatable(request), request.toString());
    }
    assertFalse(codec.repeatable(new CacheRequest.Call(CacheGroup.asked("k", CacheGroup.DELETE, Consistency.LINEARIZABLE))));
  }

  @Test
  void aCursorComesAsItWasGivenAndWhatIsNoneIsNone() {
    TreeMap<NodeId, Cursor.Place> places = new TreeMap<>();
    places.put(A, new Cursor.Place(3, 1L << 40));
    places.put(B, new Cursor.Place(0, Cursor.NOW));
    Cursor cursor = new Cursor(places);
    assertEquals(Optional.of(cursor), Cursor.parse(cursor.text()));
    assertEquals(Optional.of(Cursor.none()), Cursor.parse(Cursor.none().text()));
    for (int length = 0; length < cursor.text().length(); length++) assertEquals(Optional.empty(), Cursor.parse(cursor.text().substring(0, length)));
    assertEquals(Optional.empty(), Cursor.parse(cursor.text() + "!"));
  }
}
