package io.dss.node.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LockCallCodecTest {
  private static final RequestStamp STAMP = new RequestStamp(new Incarnation(new NodeId("n1"), 2), 9, 4);
  private static final List<LockRequest> REQUESTS = List.of(
      new LockRequest.Submit(new LockCommand.Change(STAMP, Optional.of(new IdempotencyKey("k", "f")), new LockChange.Release("L", "C", OptionalLong.of(5)))),
      new LockRequest.Submit(new LockCommand.Change(STAMP, Optional.empty(), new LockChange.Acquire("L", "C", LockMode.SHARED, 5, 6))),
      new LockRequest.Await("L", "C", LockMode.SHARED), new LockRequest.Check("L", 12), new LockRequest.Describe("Größe"),
      new LockRequest.ListLocks(new Locks.Query("p", Optional.of(Locks.Query.State.WAITED), 17, Optional.of("pq"))),
      new LockRequest.ListLocks(new Locks.Query("", Optional.empty(), 1, Optional.empty())));
  private static final Locks.Description DESCRIPTION = new Locks.Description("L", 100, List.of(new LockReply.Holder("C", LockMode.SHARED, 3, 4, 5)),
      List.of(new Locks.Waiter("D", LockMode.EXCLUSIVE, 6, 7), new Locks.Waiter("E", LockMode.SHARED, 8, 9)));
  private static final List<LockAnswer> ANSWERS = List.of(
      new LockAnswer.Decided(new LockReply.Granted(3, LockMode.EXCLUSIVE, 30_000)), new LockAnswer.Decided(new LockReply.Forgotten()),
      new LockAnswer.Checked(new Locks.Check(true, Optional.of(3L))), new LockAnswer.Checked(new Locks.Check(false, Optional.empty())),
      new LockAnswer.Described(DESCRIPTION), new LockAnswer.Listed(List.of(DESCRIPTION, DESCRIPTION), true), new LockAnswer.Listed(List.of(), false));

  private final LockCallCodec codec = new LockCallCodec();

  @Test
  void everythingComesBackAsItWas() {
    for (LockRequest request : REQUESTS) assertEquals(request, codec.decodeRequest(codec.encodeRequest(request)));
    for (LockAnswer answer : ANSWERS) assertEquals(answer, codec.decodeReply(codec.encodeReply(answer)));
  }

  @Test
  void whatIsCutOrTooLongIsMalformed() {
    for (LockRequest request : REQUESTS) {
      byte[] bytes = codec.encodeRequest(request);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(MalformedBinary.class, () -> codec.decodeRequest(cut));
      }
      assertThrows(MalformedBinary.class, () -> codec.decodeRequest(Arrays.copyOf(bytes, bytes.length + 1)));
    }
    for (LockAnswer answer : ANSWERS) {
      byte[] bytes = codec.encodeReply(answer);
      assertThrows(MalformedBinary.class, () -> codec.decodeReply(Arrays.copyOf(bytes, bytes.length - 1)));
      assertThrows(MalformedBinary.class, () -> codec.decodeReply(Arrays.copyOf(bytes, bytes.length + 1)));
    }
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] request = damaged(codec.encodeRequest(REQUESTS.get(random.nextInt(REQUESTS.size()))), random);
      byte[] answer = damaged(codec.encodeReply(ANSWERS.get(random.nextInt(ANSWERS.size()))), random);
      try {
        codec.encodeRequest(codec.decodeRequest(request));
      } catch (MalformedBinary expected) {
        // that is what it is
      }
      try {
        codec.encodeReply(codec.decodeReply(answer));
      } catch (MalformedBinary expected) {
        // that is what it is
      }
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  @Test
  void onlyAStampedChangeChangesAnything() {
    for (LockRequest request : REQUESTS) assertEquals(request instanceof LockRequest.Submit, codec.changes(request));
    assertTrue(codec.changes(REQUESTS.get(0)));
    assertFalse(codec.changes(REQUESTS.get(2)));
  }
}
