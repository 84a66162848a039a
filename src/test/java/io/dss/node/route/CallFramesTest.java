package io.dss.node.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.cluster.Epoch;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallFramesTest {
  private static final byte[] BODY = {1, 2, 3};

  @Test
  void requestsAndAnswersComeBackAsTheyWere() throws Exception {
    CallFrames.Request request = CallFrames.request(CallFrames.request(1_234, BODY));
    assertEquals(1_234, request.remainingMillis());
    assertArrayEquals(BODY, request.body());
    assertArrayEquals(BODY, CallFrames.answer(CallFrames.answered(BODY)));
  }

  @Test
  void failuresComeBackAsWhatTheyWere() {
    for (Refusal.Code code : Refusal.Code.values()) {
      byte[] frame = CallFrames.failed(new Refusal(code, "because", Optional.of(new NodeId("n1")), 17));
      Refusal refusal = assertThrows(Refusal.class, () -> CallFrames.answer(frame));
      assertEquals(code, refusal.code());
      assertEquals("because", refusal.getMessage());
      assertEquals(17, refusal.retryAfterMillis());
      assertEquals(Optional.of(new NodeId("n1")), refusal.leader());
    }
    assertEquals(Optional.empty(), assertThrows(NotLeading.class, () -> CallFrames.answer(CallFrames.failed(new NotLeading(Optional.empty())))).leader());
    assertEquals("lost", assertThrows(OutcomeUnknown.class, () -> CallFrames.answer(CallFrames.failed(new OutcomeUnknown("lost")))).getMessage());
    assertEquals(new Epoch(2, 17), assertThrows(NotOwner.class, () -> CallFrames.answer(CallFrames.failed(new NotOwner(new Epoch(2, 17))))).epoch());
    // What nobody foresaw may have happened or not.
    assertThrows(OutcomeUnknown.class, () -> CallFrames.answer(CallFrames.failed(new IllegalStateException("a bug"))));
  }

  @Test
  void aFrameCutOrTooLongIsMalformed() {
    byte[][] frames = {CallFrames.answered(BODY), CallFrames.failed(new NotLeading(Optional.of(new NodeId("n1")))),
        CallFrames.failed(new NotOwner(new Epoch(1, 300))),
        CallFrames.failed(new OutcomeUnknown("x")), CallFrames.failed(new Refusal(Refusal.Code.OVERLOADED, "x", Optional.empty(), 1))};
    for (byte[] frame : frames) {
      for (int length = 0; length < frame.length; length++) {
        byte[] cut = Arrays.copyOf(frame, length);
        assertThrows(MalformedBinary.class, () -> CallFrames.answer(cut));
      }
      assertThrows(MalformedBinary.class, () -> CallFrames.answer(Arrays.copyOf(frame, frame.length + 1)));
    }
    assertThrows(MalformedBinary.class, () -> CallFrames.request(Arrays.copyOf(CallFrames.request(1, BODY), 3)));
  }

  @Test
  void randomBytesAreMalformedOrAnAnswerAndNothingElse() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 0) bytes[0] = 1;
      if (bytes.length > 1) bytes[1] &= 7;
      try {
        CallFrames.answer(bytes);
        CallFrames.request(bytes);
      } catch (MalformedBinary | NotLeading | NotOwner | Refusal | OutcomeUnknown expected) {
        // what a frame may be
      }
    }
  }
}
