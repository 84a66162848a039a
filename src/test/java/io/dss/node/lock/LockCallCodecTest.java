package io.dss.node.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BrokenForms;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
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
    for (LockRequest request : REQUESTS) BrokenForms.assertNoOtherLength(codec.encodeRequest(request), codec::decodeRequest);
    for (LockAnswer answer : ANSWERS) BrokenForms.assertNoOtherLength(codec.encodeReply(answer), codec::decodeReply);
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] request = BrokenForms.damaged(codec.encodeRequest(REQUESTS.get(random.nextInt(REQUESTS.size()))), random);
      byte[] answer = BrokenForms.damaged(codec.encodeReply(ANSWERS.get(random.nextInt(ANSWERS.size()))), random);
      BrokenForms.assertStable(request, bytes -> codec.encodeRequest(codec.decodeRequest(bytes)), "round " + i);
      BrokenForms.assertStable(answer, bytes -> codec.encodeReply(codec.decodeReply(bytes)), "round " + i);
    }
  }

  @Test
  void onlyAStampedChangeChangesAnything() {
    for (LockRequest request : REQUESTS) assertEquals(request instanceof LockRequest.Submit, codec.changes(request));
    assertTrue(codec.changes(REQUESTS.get(0)));
    assertFalse(codec.changes(REQUESTS.get(2)));
  }
}
