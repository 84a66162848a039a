package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.protocol.Limits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnsweringTest {
  private static Answer ofBytes(int bytes) {
    return Answer.ok("x".repeat(bytes));
  }

  @Test
  void whatALockCallAnswersIsShort() {
    assertTrue(Answering.isShort(Answer.ok(LockJson.granted(new LockReply.Granted(1L << 52, LockMode.EXCLUSIVE, Limits.TIMEOUT_DEFAULT_MILLIS)))));
    assertTrue(Answering.isShort(ofBytes(Answering.SHORT_BYTES)));
  }

  @Test
  void aLongListIsNotSoThatASlowReaderHoldsUpNoOthers() {
    List<String> names = IntStream.range(0, 1_000).mapToObj(i -> "a-lock-with-a-name-" + i).toList();
    assertFalse(Answering.isShort(Answer.ok(String.join(",", names))));
    assertFalse(Answering.isShort(ofBytes(Answering.SHORT_BYTES + 1)));
  }
}
