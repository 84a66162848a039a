package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.node.route.ScriptedPlacement;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.Fence;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueValues;
import io.dss.queue.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cache of bodies, the memory of answers, delays, the comparison with a store, and who owns what. */
class SmallRoomsTest {
  private static final Incarnation ORIGIN = new Incarnation(new NodeId("n"), 1);

  private static RequestStamp stamp(long sequence, long floor) {
    return new RequestStamp(ORIGIN, sequence, floor);
  }

  @Test
  void theCacheKeepsWithinItsBytesAndLosesWhatWasNotUsedForLongest() {
    BodyCache cache = new BodyCache(3 * 1_200);
    for (long sequence = 1; sequence <= 3; sequence++) cache.put("c", sequence, new byte[1_000]);
    cache.get("c", 1);
    cache.put("c", 4, new byte[1_000]);
    assertTrue(cache.has("c", 1));
    assertFalse(cache.has("c", 2));
    assertTrue(cache.bytes() <= 3 * 1_200);
    cache.put("c", 5, new byte[10_000]);
    assertFalse(cache.has("c", 5));
    assertTrue(cache.has("c", 4), "what could never fit drives nothing out");
    cache.forget("c", 4);
    cache.forget("c", 3);
    cache.forget("c", 1);
    assertEquals(0, cache.bytes());
  }

  @Test
  void theSameSequenceUnderAnotherClaimIsAnotherBody() {
    BodyCache cache = new BodyCache(10_000);
    cache.put("0.1.1", 1, new byte[] {1});
    cache.put("0.1.2", 1, new byte[] {2});
    assertArrayEquals(new byte[] {1}, cache.get("0.1.1", 1).orElseThrow());
    assertArrayEquals(new byte[] {2}, cache.get("0.1.2", 1).orElseThrow());
  }

  @Test
  void answersAreKeptByClaimAndByCountAndByBytes() {
    Repeats repeats = new Repeats(3, 1_000_000);
    for (long sequence = 1; sequence <= 4; sequence++) repeats.remember("c", stamp(sequence, 1), new QueueReply.KeyReused());
    assertEquals(Optional.empty(), repeats.answered("c", stamp(1, 1)));
    assertTrue(repeats.answered("c", stamp(4, 1)).isPresent());
    assertEquals(Optional.empty(), repeats.answered("d", stamp(4, 1)));
    Repeats few = new Repeats(1_000, 1_000);
    for (long sequence = 1; sequence <= 100; sequence++) few.remember("c", stamp(sequence, 1), new QueueReply.KeyReused());
    assertTrue(few.bytes() <= 1_000);
    assertTrue(few.answered("c", stamp(100, 1)).isPresent());
  }

  @Test
  void noDeliveryDrivesOutTheAnswerToAnAck() {
    Repeats repeats = new Repeats(100, 100_000);
    repeats.remember("c", stamp(1, 1), new QueueReply.Settled(List.of()));
    for (long sequence = 2; sequence <= 1_000; sequence++) repeats.remember("c", stamp(sequence, 1), delivered(10_000));
    assertTrue(repeats.answered("c", stamp(1, 1)).isPresent());
    assertTrue(repeats.answered("c", stamp(1_000, 1)).isPresent());
    assertEquals(Optional.empty(), repeats.answered("c", stamp(2, 1)));
    assertTrue(repeats.bytes() <= 200_000);
    for (long sequence = 1_001; sequence <= 3_000; sequence++) repeats.remember("c", stamp(sequence, 1), new QueueReply.Delivered(List.of()));
    assertTrue(repeats.answered("c", stamp(1, 1)).isPresent(), "nor do consumers that find nothing");
  }

  @Test
  void whatOnlyLooksIsLookedAtAgainAndNotKept() {
    Repeats repeats = new Repeats(100, 100_000);
    repeats.remember("c", stamp(1, 1), new QueueReply.Browsed(List.of(), Optional.empty()));
    repeats.remember("c", stamp(2, 1), new QueueReply.Described(QueueValues.TOPIC));
    assertEquals(Optional.empty(), repeats.answered("c", stamp(1, 1)));
    assertEquals(Optional.empty(), repeats.answered("c", stamp(2, 1)));
    assertEquals(0, repeats.bytes());
  }

  private static QueueReply delivered(int bytes) {
    return new QueueReply.Delivered(List.of(
        new DeliveredMessage(1, "m", Optional.empty(), 4, 1, 0, "r", 1, 2, Optional.empty(), new byte[bytes])));
  }

  @Test
  void whatIsBelowTheHighestFloorOfItsOriginIsSettled() {
    Repeats repeats = new Repeats(10, 10_000);
    assertFalse(repeats.settled(stamp(5, 3)));
    assertFalse(repeats.settled(stamp(3, 1)), "the floor itself is open");
    assertTrue(repeats.settled(stamp(2, 1)));
    assertFalse(repeats.settled(new RequestStamp(new Incarnation(new NodeId("n"), 2), 1, 1)), "another life counts anew");
  }

  @Test
  void delaysDoubleUpToTheirBoundAndBeginAnewAfterASuccess() {
    RetryDelay delay = RetryDelay.ofStore();
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 7; i++) seen.add(delay.nextMillis());
    assertEquals(List.of(100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L), seen);
    assertTrue(delay.tried());
    delay.succeeded();
    assertFalse(delay.tried());
    assertEquals(100, delay.afterMillis(new Trouble(Trouble.Kind.AWAY, "gone")));
    assertEquals(1_000, delay.afterMillis(new Trouble(Trouble.Kind.REFUSED, "no")));
  }

  @Test
  void aComparisonFindsEveryDifferenceAndNothingElse() {
    Random random = new Random(7);
    List<Stored> owned = new ArrayList<>();
    List<Stored> stored = new ArrayList<>();
    List<StoreComparison.Match> expected = new ArrayList<>();
    for (long sequence = 1; sequence <= 3_000; sequence++) {
      StoreComparison.Match match = StoreComparison.Match.values()[random.nextInt(3)];
      expected.add(match);
      byte[] envelope = new byte[20];
      random.nextBytes(envelope);
      owned.add(new Stored.Envelope(sequence, envelope));
      byte[] other = envelope.clone();
      other[random.nextInt(other.length)]++;
      if (match != StoreComparison.Match.ABSENT) stored.add(new Stored.Envelope(sequence, match == StoreComparison.Match.SAME ? envelope : other));
    }
    owned.add(new Stored.Note("same", new byte[] {1}));
    owned.add(new Stored.Note("different", new byte[] {1}));
    owned.add(new Stored.Note("absent", new byte[] {1}));
    stored.add(new Stored.Note("same", new byte[] {1}));
    stored.add(new Stored.Note("different", new byte[] {2}));
    stored.add(new Stored.Note("surplus", new byte[] {1}));
    stored.add(new Stored.Envelope(9_999, new byte[] {1}));
    Collections.shuffle(owned, random);
    Collections.shuffle(stored, random);
    StoreComparison comparison = new StoreComparison(owned);
    stored.forEach(comparison);
    stored.subList(0, 100).forEach(comparison);
    for (int i = 0; i < expected.size(); i++) assertEquals(expected.get(i), comparison.message(i + 1), "message " + (i + 1));
    assertEquals(List.of(9_999L), comparison.surplus());
    assertEquals(List.of("surplus"), comparison.surplusNotes());
    assertEquals(StoreComparison.Match.SAME, comparison.note("same"));
    assertEquals(StoreComparison.Match.DIFFERENT, comparison.note("different"));
    assertEquals(StoreComparison.Match.ABSENT, comparison.note("absent"));
  }

  @Test
  void aRingCountsOnlyOnceItWasLookedAtAndALeaseOnlyUnderIt() {
    ScriptedPlacement placement = new ScriptedPlacement();
    Ownership ownership = new Ownership(OwnerBench.A, placement);
    assertEquals(Ownership.Change.NONE, ownership.refresh());
    placement.ring(1, OwnerBench.A);
    assertEquals(Optional.empty(), ownership.mayServe("t"));
    assertEquals(Ownership.Change.MISSED, ownership.refresh());
    assertEquals(Optional.of(ScriptedPlacement.epoch(1)), ownership.mayServe("t"));
    placement.ring(2, OwnerBench.A, OwnerBench.B);
    assertTrue(ownership.outdated());
    assertEquals(Optional.empty(), ownership.acting(), "the ring that the topics were held against is not the one of the lease");
    assertEquals(Ownership.Change.NEXT, ownership.refresh());
    placement.ring(4, Optional.of(ScriptedPlacement.epoch(3)), OwnerBench.A);
    assertEquals(Ownership.Change.MISSED, ownership.refresh());
    assertEquals(Optional.empty(), ownership.acting());
    assertTrue(ownership.owns("t"));
    assertTrue(ownership.reaches(new Fence(ScriptedPlacement.CLUSTER, 0, 4, 9)));
    assertFalse(ownership.reaches(new Fence(ScriptedPlacement.CLUSTER, 0, 5, 1)));
    assertFalse(ownership.reaches(new Fence(ScriptedPlacement.CLUSTER, 1, 1, 1)));
  }
}
