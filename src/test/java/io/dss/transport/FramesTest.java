package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryWriter;
import io.dss.spi.PeerTransport.Channel;
import io.dss.transport.FrameQueue.Offer;
import io.dss.transport.TransportCounters.Count;
import io.dss.transport.TransportSettings.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final int MAX = 1_000;
  private final TransportCounters counters = new TransportCounters();

  @Test
  void everyKindComesBackAsItWasWritten() throws Exception {
    Frame request = Frame.request(Channel.LOCK, -5, new byte[] {1, 2, 3});
    List<Frame> frames = List.of(
        Frame.oneWay(Channel.RAFT, new byte[0]), request, request.answer(new byte[] {9}), request.refusal("no"), Frame.PING, Frame.PONG, Frame.proof("ab"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes, counters);
    for (Frame frame : frames) writer.write(frame);
    assertEquals(0, bytes.size(), "nothing is written before it is flushed");
    writer.flush();
    FrameReader reader = reader(bytes.toByteArray());
    for (Frame frame : frames) {
      Frame read = reader.read(MAX);
      assertEquals(frame.kind(), read.kind());
      assertEquals(frame.channel(), read.channel());
      assertEquals(frame.request(), read.request());
      assertArrayEquals(frame.body(), read.body());
    }
    assertThrows(EOFException.class, () -> reader.read(MAX));
    assertEquals(7, counters.of(Count.FRAMES_OUT));
    assertEquals(counters.of(Count.BYTES_OUT), counters.of(Count.BYTES_IN));
    assertEquals(bytes.size(), counters.of(Count.BYTES_IN));
  }

  @Test
  void theWireFormIsThis() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes, counters);
    writer.write(Frame.request(Channel.LOCK, 258, new byte[] {7}));
    writer.write(Frame.oneWay(Channel.FORMATION, new byte[] {8}));
    writer.write(Frame.PING);
    writer.flush();
    assertEquals("0000000b" + "02" + "03" + "0000000000000102" + "07" + "00000003" + "01" + "04" + "08" + "00000002" + "05" + "00", HexFormat.of().formatHex(bytes.toByteArray()));
  }

  @Test
  void whatIsNoFrameIsNamed() {
    assertBroken(RefusalCause.FRAME_TOO_LONG, MAX + 1, 1, 1);
    assertBroken(RefusalCause.FRAME_TOO_LONG, -1, 1, 1);
    assertBroken(RefusalCause.FRAME_TOO_LONG, Integer.MAX_VALUE, 1, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 0, 1, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 1, 1, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 10, 0, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 10, 8, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 10, 1, 0);
    assertBroken(RefusalCause.MALFORMED_FRAME, 10, 1, firstUnused());
    assertBroken(RefusalCause.MALFORMED_FRAME, 10, 5, 1);
    assertBroken(RefusalCause.MALFORMED_FRAME, 9, 2, 1);
  }

  @Test
  void aFrameOfExactlyTheLimitPasses() throws Exception {
    byte[] bytes = new BinaryWriter().i32(MAX).u8(1).u8(1).raw(new byte[MAX - 2], 0, MAX - 2).toBytes();
    assertEquals(MAX - 2, reader(bytes).read(MAX).body().length);
  }

  @Test
  void whateverTheBytesAreReadingEndsWithAnIoException() {
    long seed = Long.getLong("dss.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 5) bytes[0] = bytes[1] = bytes[2] = 0;
      FrameReader reader = reader(bytes);
      assertThrows(IOException.class, () -> {
        while (true) reader.read(MAX);
      }, () -> "replay with -Ddss.seed=" + seed);
    }
  }

  @Test
  void aQueueIsBoundedInFramesAndInBytesAndGivesBackWhatIsTaken() throws Exception {
    FrameQueue queue = new FrameQueue(new Limits(1_024, 3, 2_048, 1, 1));
    Frame small = Frame.oneWay(Channel.RAFT, new byte[10]);
    for (int i = 0; i < 3; i++) assertEquals(Offer.TAKEN, queue.offer(small));
    assertEquals(Offer.FULL, queue.offer(small));
    assertEquals(Optional.of(small), queue.poll(0));
    assertEquals(Offer.TAKEN, queue.offer(small));
    for (int i = 0; i < 3; i++) queue.poll(0);
    assertEquals(Optional.empty(), queue.poll(0));
    Frame big = Frame.oneWay(Channel.RAFT, new byte[1_018]);
    assertEquals(Offer.TAKEN, queue.offer(big));
    assertEquals(Offer.TAKEN, queue.offer(big));
    assertEquals(Offer.FULL, queue.offer(Frame.PING));
    queue.close();
    assertEquals(Offer.CLOSED, queue.offer(Frame.PING));
    assertEquals(Optional.empty(), queue.poll(1_000_000_000_000L), "a closed queue is empty and lets nobody wait");
  }

  @Test
  void aReasonIsCutToItsLimit() {
    assertEquals(Frame.MAX_REASON_BYTES, Frame.request(Channel.LOCK, 1, new byte[0]).refusal("x".repeat(5_000)).body().length);
  }

  @Test
  void pausesDoubleUpToTheLongestAndStartOverOnceConnected() {
    Backoff backoff = new Backoff(new TransportSettings.Dialing(1, 1, 50, 2_000), new SplittableRandom(1)::nextLong);
    for (int ceiling : new int[] {50, 100, 200, 400, 800, 1_600, 2_000, 2_000}) {
      int pause = backoff.nextMillis();
      assertTrue(pause >= ceiling / 2 && pause <= ceiling, pause + " where the ceiling is " + ceiling);
    }
    backoff.reset();
    assertTrue(backoff.nextMillis() <= 50);
  }

  @Test
  void settingsOutOfRangeAreRefusedWithTheirName() {
    assertRefused("silence", () -> new TransportSettings.Heartbeat(1_000, 2_999));
    assertRefused("ping", () -> new TransportSettings.Heartbeat(10_001, 300_000));
    assertRefused("longest back-off", () -> new TransportSettings.Dialing(1, 1, 50, 49));
    assertRefused("queued bytes", () -> new Limits(4_096, 1, 4_096, 1, 1));
    assertRefused("drain", () -> new TransportSettings(new TransportSettings.Heartbeat(10, 30), new TransportSettings.Dialing(1, 1, 1, 1), new Limits(1_024, 1, 2_048, 1, 1), -1));
    assertRefused("secret", () -> new ClusterSecret("fifteen letters"));
  }

  @Test
  void theSecretHidesItselfAndItsProofsDependOnEveryPartAndItsBorders() {
    ClusterSecret secret = new ClusterSecret("a secret for tests only");
    assertTrue(!secret.toString().contains("tests"));
    String proof = secret.proof(ClusterSecret.Purpose.CALL, List.of("ab", "c"));
    assertTrue(secret.proves(proof, ClusterSecret.Purpose.CALL, List.of("ab", "c")));
    assertTrue(!secret.proves(proof, ClusterSecret.Purpose.CALL, List.of("a", "bc")));
    assertTrue(!secret.proves(proof, ClusterSecret.Purpose.DIALER, List.of("ab", "c")));
    assertTrue(!secret.proves(proof.substring(1), ClusterSecret.Purpose.CALL, List.of("ab", "c")));
    assertTrue(!new ClusterSecret("a secret for tests onlY").proves(proof, ClusterSecret.Purpose.CALL, List.of("ab", "c")));
  }

  private static void assertRefused(String name, Runnable making) {
    String message = assertThrows(IllegalArgumentException.class, making::run).getMessage();
    assertTrue(message.contains(name), message);
  }

  /** The lowest number that no channel has. */
  private static int firstUnused() {
    List<Integer> used = Arrays.stream(Channel.values()).map(Channel::number).toList();
    return IntStream.iterate(1, number -> number + 1).filter(number -> !used.contains(number)).findFirst().orElseThrow();
  }

  private void assertBroken(RefusalCause cause, int length, int kind, int channel) {
    byte[] bytes = new BinaryWriter().i32(length).u8(kind).u8(channel).i64(0).i64(0).toBytes();
    assertEquals(cause, assertThrows(BrokenFrame.class, () -> reader(bytes).read(MAX)).why());
  }

  private FrameReader reader(byte[] bytes) {
    return new FrameReader(new ByteArrayInputStream(bytes), TestNode.CLOCK, counters);
  }
}
