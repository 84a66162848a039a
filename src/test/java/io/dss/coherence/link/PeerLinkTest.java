package io.dss.coherence.link;

import static io.dss.coherence.link.TwoEnds.FRAME_BYTES;
import static io.dss.coherence.link.TwoEnds.RESEND_MILLIS;
import static io.dss.coherence.link.TwoEnds.message;
import static io.dss.coherence.link.TwoEnds.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheValues;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Spelled;
import io.dss.coherence.CoherenceValues;
import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.BrokenForms;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerLinkTest {
  private static final long SEED = Long.getLong("dss.coherence.link.seed", 20_261_123L);
  private final TwoEnds ends = TwoEnds.inView(7);

  @Test
  void manyMessagesGoInOneFrameInOrder() {
    ends.send("a", "b", "c");
    List<byte[]> frames = ends.take();
    assertEquals(1, frames.size());
    ends.deliver(frames);
    assertEquals(List.of("a", "b", "c"), ends.arrived);
    assertEquals(List.of(), ends.take(), "nothing goes twice before its time");
  }

  @Test
  void everyKindOfMessageArrivesInItsBucketAsItWas() {
    for (int i = 0; i < CoherenceValues.MESSAGES.size(); i++) ends.here.send(255 - i, CoherenceValues.MESSAGES.get(i));
    List<PeerLink.Arrived> arrived = new ArrayList<>();
    for (byte[] frame : ends.here.take(ends.nowMillis, 1 << 20)) arrived.addAll(ends.there.received(frame, ends.nowMillis));
    assertEquals(CoherenceValues.MESSAGES.size(), arrived.size());
    for (int i = 0; i < arrived.size(); i++) {
      assertEquals(255 - i, arrived.get(i).bucket());
      assertEquals(Spelled.of(CoherenceValues.MESSAGES.get(i)), Spelled.of(arrived.get(i).message()));
    }
  }

  @Test
  void framesKeepToTheirSizeUnlessOneMessageIsLonger() {
    for (int i = 0; i < 200; i++) ends.send("a key of twenty bytes " + i);
    ends.here.send(1, backup(new byte[5_000]));
    ends.send("last");
    List<byte[]> frames = ends.take();
    assertEquals(1, frames.stream().filter(frame -> frame.length > FRAME_BYTES).count());
    assertTrue(frames.size() < 10, () -> frames.size() + " frames");
    ends.deliver(frames);
    assertEquals(202, ends.arrived.size());
  }

  @Test
  void aFrameThatIsLostIsSentAgainAfterItsTimeAndNotBefore() {
    ends.send("a");
    ends.take();
    ends.pass(RESEND_MILLIS - 1);
    assertEquals(List.of(), ends.take());
    ends.pass(1);
    ends.deliver(ends.take());
    assertEquals(List.of("a"), ends.arrived);
  }

  @Test
  void afterAGapNothingIsDeliveredUntilItIsFilled() {
    ends.send("a");
    ends.take();
    ends.send("b");
    ends.deliver(ends.take());
    assertEquals(List.of(), ends.arrived);
    ends.pass(RESEND_MILLIS);
    ends.deliver(ends.take());
    assertEquals(List.of("a", "b"), ends.arrived);
  }

  @Test
  void aCopyIsNotDelivered() {
    ends.send("a", "b");
    List<byte[]> frames = ends.take();
    ends.deliver(frames);
    ends.deliver(frames);
    assertEquals(List.of("a", "b"), ends.arrived);
  }

  @Test
  void ofAFrameThatIsKnownInPartTheRestIsDelivered() {
    ends.send("a");
    ends.deliver(ends.take());
    ends.send("b");
    ends.pass(RESEND_MILLIS);
    List<byte[]> both = ends.take();
    assertEquals(1, both.size());
    ends.deliver(both);
    assertEquals(List.of("a", "b"), ends.arrived);
  }

  @Test
  void whatIsAcknowledgedIsForgotten() {
    ends.send("a", "b");
    assertTrue(ends.here.pendingBytes() > 0);
    ends.deliver(ends.take());
    assertTrue(ends.here.pendingBytes() > 0);
    ends.pass(RESEND_MILLIS / 4);
    ends.deliverAnswer();
    assertEquals(0, ends.here.pendingBytes());
    ends.pass(10 * RESEND_MILLIS);
    assertEquals(List.of(), ends.take());
  }

  @Test
  void anAcknowledgementGoesWithWhatIsSentAnyway() {
    ends.send("a");
    ends.deliver(ends.take());
    ends.there.send(3, message("reply"));
    ends.deliverAnswer();
    assertEquals(0, ends.here.pendingBytes());
    ends.pass(RESEND_MILLIS / 4);
    assertEquals(List.of(), ends.answer(), "it is not said twice");
  }

  @Test
  void anAcknowledgementAloneWaitsAWhile() {
    ends.send("a");
    ends.deliver(ends.take());
    assertEquals(List.of(), ends.answer());
    ends.pass(RESEND_MILLIS / 4 - 1);
    assertEquals(List.of(), ends.answer());
    ends.pass(1);
    assertEquals(1, ends.answer().size());
  }

  @Test
  void anAcknowledgementOfMuchDoesNotWait() {
    for (int i = 0; i * 100 < PeerLink.ACKNOWLEDGED_BYTES; i++) ends.send("k".repeat(100));
    ends.deliver(ends.take());
    assertEquals(1, ends.answer().size());
  }

  @Test
  void anAcknowledgementThatWasLostIsGivenAgainAtOnceWhenACopyComes() {
    ends.send("a");
    ends.deliver(ends.take());
    ends.pass(RESEND_MILLIS);
    ends.answer();
    ends.deliver(ends.take());
    ends.deliverAnswer();
    assertEquals(0, ends.here.pendingBytes());
    assertEquals(List.of("a"), ends.arrived);
  }

  @Test
  void aLostAcknowledgementIsCoveredByALaterOne() {
    ends.send("a");
    ends.deliver(ends.take());
    ends.pass(RESEND_MILLIS / 4);
    ends.answer();
    ends.send("b");
    ends.deliver(ends.take());
    ends.pass(RESEND_MILLIS / 4);
    ends.deliverAnswer();
    assertEquals(0, ends.here.pendingBytes());
  }

  @Test
  void onlySoMuchIsInFlight() {
    byte[] value = new byte[100_000];
    for (int i = 0; i < 30; i++) ends.here.send(1, backup(value));
    long sent = ends.here.take(ends.nowMillis, 1 << 20).stream().mapToLong(frame -> frame.length).sum();
    assertTrue(sent >= PeerLink.IN_FLIGHT_BYTES && sent <= PeerLink.IN_FLIGHT_BYTES + 110_000, () -> "sent " + sent);
    assertTrue(ends.here.pendingBytes() > 3_000_000);
  }

  @Test
  void aPeerThatDoesNotAnswerIsSentLittleAndThenMoreWithEachAcknowledgement() {
    byte[] value = new byte[10_000];
    for (int i = 0; i < 300; i++) ends.here.send(1, backup(value));
    ends.here.take(ends.nowMillis, 1 << 20);
    ends.pass(RESEND_MILLIS);
    long first = 0;
    for (long allowed = PeerLink.PROBE_BYTES; allowed <= 4 * PeerLink.PROBE_BYTES; allowed *= 2) {
      List<byte[]> frames = ends.here.take(ends.nowMillis, 1 << 20);
      long sent = frames.stream().mapToLong(frame -> frame.length).sum();
      assertTrue(sent >= allowed && sent <= allowed + 11_000, "sent " + sent + " where " + allowed + " are allowed");
      for (byte[] frame : frames) first += ends.there.received(frame, ends.nowMillis).size();
      ends.deliverAnswer();
    }
    long later = 0;
    for (List<byte[]> frames = ends.here.take(ends.nowMillis, 1 << 20); !frames.isEmpty(); frames = ends.here.take(ends.nowMillis, 1 << 20)) {
      for (byte[] frame : frames) later += ends.there.received(frame, ends.nowMillis).size();
      ends.deliverAnswer();
    }
    assertEquals(300, first + later);
  }

  @Test
  void whatHadArrivedAfterAllIsNotSentAgainWhenThatIsHeard() {
    byte[] value = new byte[10_000];
    for (int i = 0; i < 50; i++) ends.here.send(1, backup(value));
    ends.deliver(ends.take());
    ends.answer();
    ends.pass(RESEND_MILLIS);
    ends.deliver(ends.take());
    ends.deliverAnswer();
    assertEquals(0, ends.here.pendingBytes(), "most of it waits to be sent again");
    assertEquals(List.of(), ends.take());
    assertEquals(50, ends.arrived.size());
  }

  @Test
  void aSenderNeverStandsStillForAnAcknowledgementThatWaits() {
    byte[] value = new byte[30_000];
    for (int i = 0; i < 100; i++) ends.here.send(1, backup(value));
    ends.take();
    ends.pass(RESEND_MILLIS);
    ends.settle();
    assertEquals(100, ends.arrived.size(), "the clock did not move meanwhile");
  }

  private static Message backup(byte[] value) {
    return new Message.Keyed("k", new Message.Backup(new Entry(CacheValues.VERSION, new Content.Present(value), 1, List.of()), false));
  }

  @Test
  void itIsFullWithTheWindowAndNotBeforeAndStillTakesWhatMustBeSaid() {
    byte[] value = new byte[1 << 20];
    for (int i = 0; i < 7; i++) ends.here.send(1, backup(value));
    assertFalse(ends.here.full());
    ends.here.send(1, backup(value));
    assertTrue(ends.here.full());
    ends.here.send(1, backup(value));
    ends.settle();
    ends.pass(RESEND_MILLIS);
    ends.settle();
    assertEquals(9, ends.arrived.size());
    assertFalse(ends.here.full());
    assertEquals(0, ends.here.pendingBytes());
  }

  @Test
  void aNewViewBeginsWithNothingSent() {
    ends.send("old");
    ends.here.view(view(8), ends.nowMillis);
    ends.there.view(view(8), ends.nowMillis);
    assertEquals(0, ends.here.pendingBytes());
    ends.send("new");
    ends.settle();
    assertEquals(List.of("new"), ends.arrived);
  }

  @Test
  void aFrameOfAnEarlierViewBringsNothing() {
    ends.send("old");
    List<byte[]> frames = ends.take();
    ends.there.view(view(8), ends.nowMillis);
    ends.deliver(frames);
    assertEquals(List.of(), ends.arrived);
  }

  @Test
  void aFrameOfALaterViewBringsNothingAndComesAgain() {
    ends.here.view(view(8), ends.nowMillis);
    ends.send("new");
    ends.deliver(ends.take());
    assertEquals(List.of(), ends.arrived);
    ends.deliverAnswer();
    assertTrue(ends.here.pendingBytes() > 0, "an answer of the earlier view acknowledges nothing");
    ends.there.view(view(8), ends.nowMillis);
    ends.pass(RESEND_MILLIS);
    ends.deliver(ends.take());
    assertEquals(List.of("new"), ends.arrived);
  }

  @Test
  void anEndThatGetsTheViewLaterSaysSoAndIsSentAtOnceWhatItMissed() {
    ends.here.view(view(8), ends.nowMillis);
    ends.send("new");
    ends.deliver(ends.take());
    ends.there.view(view(8), ends.nowMillis);
    ends.deliverAnswer();
    ends.deliver(ends.take());
    assertEquals(List.of("new"), ends.arrived, "no time has passed");
  }

  @Test
  void anOldFrameOnTheWayIsNotTakenForThatWord() {
    ends.there.send(3, message("old"));
    List<byte[]> old = ends.answer();
    ends.here.view(view(8), ends.nowMillis);
    for (byte[] frame : old) assertEquals(List.of(), ends.here.received(frame, ends.nowMillis));
    ends.send("new");
    ends.deliver(ends.take());
    ends.there.view(view(8), ends.nowMillis);
    ends.deliverAnswer();
    ends.deliver(ends.take());
    assertEquals(List.of("new"), ends.arrived, "no time has passed");
  }

  @Test
  void aLaterGenerationIsALaterView() {
    ends.here.view(new ViewId(2, 1), ends.nowMillis);
    ends.send("new");
    ends.deliver(ends.take());
    ends.there.view(new ViewId(2, 1), ends.nowMillis);
    ends.settle();
    assertEquals(List.of("new"), ends.arrived);
  }

  @Test
  void beforeThereIsAViewNothingIsSentOrTaken() {
    PeerLink fresh = new PeerLink(RESEND_MILLIS);
    assertThrows(Invariant.Violated.class, () -> fresh.send(1, message("a")));
    assertEquals(List.of(), fresh.take(1_000_000, FRAME_BYTES));
    ends.send("a");
    for (byte[] frame : ends.take()) assertEquals(List.of(), fresh.received(frame, 0));
  }

  @Test
  void anEarlierOrTheSameViewIsABrokenInvariant() {
    assertThrows(Invariant.Violated.class, () -> ends.here.view(view(7), ends.nowMillis));
    assertThrows(Invariant.Violated.class, () -> ends.here.view(view(6), ends.nowMillis));
  }

  @Test
  void aFrameThatIsNoneIsMalformedAndChangesNothing() {
    ends.send("a", "b");
    byte[] frame = ends.take().get(0);
    BrokenForms.assertStrict(frame, broken -> ends.there.received(broken, ends.nowMillis));
    ends.deliver(List.of(frame));
    assertEquals(List.of("a", "b"), ends.arrived);
  }

  @Test
  void moreThanWasSentCannotBeAcknowledged() {
    ends.send("a");
    ends.take();
    assertMalformed(head(1, 7).count(2).count(0));
    assertTrue(ends.here.pendingBytes() > 0);
    ends.here.received(head(1, 7).count(1).count(0).toBytes(), ends.nowMillis);
    assertEquals(0, ends.here.pendingBytes());
  }

  @Test
  void aHeadThatCannotBeIsMalformed() {
    assertMalformed(head(0, 0).count(0).count(0));
    assertMalformed(head(1, 7).count(0).count(1).count(0).count(3).u8(3).string("k"));
    assertMalformed(head(1, 7).count(0).count(1).count(Long.MAX_VALUE).count(3).u8(3).string("k"));
    assertMalformed(head(1, 7).count(0).count(1).count(1).count(256).u8(3).string("k"));
    assertMalformed(head(1, 7).count(0).count(1_000_000).count(1).count(3).u8(3).string("k"));
    assertMalformed(head(1, 7).count(0).count(0).count(1));
  }

  private static BinaryWriter head(long generation, long epoch) {
    return new BinaryWriter().u8(1).count(generation).count(epoch);
  }

  private void assertMalformed(BinaryWriter frame) {
    assertThrows(MalformedBinary.class, () -> ends.here.received(frame.toBytes(), ends.nowMillis));
  }

  @Test
  void damagedFramesAreMalformedOrBringMessagesAndNothingElse() {
    Random random = new Random(SEED);
    ends.here.send(1, CoherenceValues.MESSAGES.get(3));
    ends.send("a", "b");
    byte[] frame = ends.take().get(0);
    int malformed = 0;
    for (int round = 0; round < 20_000; round++) {
      PeerLink fresh = new PeerLink(RESEND_MILLIS);
      fresh.view(view(7), 0);
      try {
        fresh.received(BrokenForms.damaged(frame.clone(), random), 0);
      } catch (MalformedBinary expected) {
        malformed++;
      } catch (RuntimeException | Error broken) {
        throw new AssertionError("round " + round + ", replay with -Ddss.coherence.link.seed=" + SEED, broken);
      }
    }
    assertTrue(malformed > 1_000, "malformed: " + malformed);
  }
}
