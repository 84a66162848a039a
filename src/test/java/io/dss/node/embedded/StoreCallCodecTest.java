package io.dss.node.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BrokenForms;
import io.dss.kernel.ClusterId;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.queue.table.Cursor;
import io.dss.queue.table.TableReply;
import io.dss.queue.table.TopicPage;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreCallCodecTest {
  private static final Fence FENCE = new Fence(new ClusterId("0".repeat(32)), 1, 2, 3);
  private static final List<StoreRequest> REQUESTS = List.of(new StoreRequest.Claim("Größe", FENCE), append(), new StoreRequest.Load("t", FENCE, new Cursor.Start()),
      new StoreRequest.Load("t", FENCE, new Cursor.AfterMessage(77)), new StoreRequest.Load("t", FENCE, new Cursor.AfterNote("n")),
      new StoreRequest.Read("t", List.of(1L, Long.MAX_VALUE)), new StoreRequest.Read("t", List.of()), new StoreRequest.Topics(Optional.of("a"), 9),
      new StoreRequest.Topics(Optional.empty(), Integer.MAX_VALUE));
  private static final List<StoreAnswer> ANSWERS = List.of(new StoreAnswer.Decided(new TableReply.Granted(4)), new StoreAnswer.Decided(new TableReply.Fenced(FENCE)),
      new StoreAnswer.Loaded(new TopicPage(List.of(new Stored.Envelope(5, new byte[] {1}), new Stored.Note("n", new byte[0])), Optional.of(new Cursor.AfterNote("n")))),
      new StoreAnswer.Loaded(new TopicPage(List.of(), Optional.empty())), new StoreAnswer.Superseded(FENCE),
      new StoreAnswer.Bodies(List.of(new StoreAnswer.Body(3, new byte[] {1, 2}), new StoreAnswer.Body(4, new byte[0])), 7),
      new StoreAnswer.Named(List.of("a", "ü"), true), new StoreAnswer.Named(List.of(), false));

  private final StoreCallCodec codec = new StoreCallCodec();

  private static StoreRequest.Append append() {
    return new StoreRequest.Append("t", FENCE, 8, List.of(new Effect.Keep(1, new byte[] {1}, new byte[] {2}), new Effect.Forget(2)), new Attempts());
  }

  @Test
  void everythingComesBackAsItWas() {
    for (StoreRequest request : REQUESTS) {
      byte[] bytes = codec.encodeRequest(request);
      StoreRequest read = codec.decodeRequest(bytes);
      assertArrayEquals(bytes, codec.encodeRequest(read));
      if (!(request instanceof StoreRequest.Append)) assertEquals(request, read);
    }
    for (StoreAnswer answer : ANSWERS) assertArrayEquals(codec.encodeReply(answer), codec.encodeReply(codec.decodeReply(codec.encodeReply(answer))));
    StoreAnswer.Bodies bodies = (StoreAnswer.Bodies) codec.decodeReply(codec.encodeReply(ANSWERS.get(5)));
    assertEquals(List.of(7, 2, 3L), List.of(bodies.looked(), bodies.bodies().size(), bodies.bodies().get(0).sequence()));
    StoreRequest.Append append = (StoreRequest.Append) codec.decodeRequest(codec.encodeRequest(append()));
    assertEquals(List.of("t", FENCE, 8L, 2), List.of(append.topic(), append.fence(), append.number(), append.effects().size()));
  }

  @Test
  void whatIsCutOrTooLongIsMalformed() {
    for (StoreRequest request : REQUESTS) BrokenForms.assertNoOtherLength(codec.encodeRequest(request), codec::decodeRequest);
    for (StoreAnswer answer : ANSWERS) BrokenForms.assertNoOtherLength(codec.encodeReply(answer), codec::decodeReply);
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] request = BrokenForms.damaged(codec.encodeRequest(REQUESTS.get(random.nextInt(REQUESTS.size()))), random);
      byte[] answer = BrokenForms.damaged(codec.encodeReply(ANSWERS.get(random.nextInt(ANSWERS.size()))), random);
      BrokenForms.assertStable(request, bytes -> codec.encodeRequest(codec.decodeRequest(bytes)), "round " + i);
      BrokenForms.assertStable(answer, bytes -> codec.encodeReply(codec.decodeReply(bytes)), "round " + i);
    }
  }

  @Test
  void onlyClaimsAndBatchesChangeAnything() {
    for (StoreRequest request : REQUESTS) {
      assertEquals(request instanceof StoreRequest.Claim || request instanceof StoreRequest.Append, codec.changes(request));
    }
  }

  @Test
  void aBatchThatIsSentTwiceKnowsIt() {
    StoreRequest.Append append = append();
    codec.encodeRequest(append);
    assertFalse(append.attempts().several());
    codec.encodeRequest(append);
    assertTrue(append.attempts().several());
  }

  @Test
  void aCallAsksForSoManyBodiesAtMost() {
    byte[] most = codec.encodeRequest(new StoreRequest.Read("t", Collections.nCopies(StoreRequest.MAX_SEQUENCES, 1L)));
    assertEquals(StoreRequest.MAX_SEQUENCES, ((StoreRequest.Read) codec.decodeRequest(most)).sequences().size());
    byte[] more = codec.encodeRequest(new StoreRequest.Read("t", Collections.nCopies(StoreRequest.MAX_SEQUENCES + 1, 1L)));
    assertThrows(MalformedBinary.class, () -> codec.decodeRequest(more));
  }
}
