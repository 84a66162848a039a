package io.dss.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link BinaryWriter} and {@link BinaryReader}: what goes in comes out, and bytes that are nothing are {@link MalformedBinary}, never anything else. */
class BinaryFormTest {
  private static final List<Function<BinaryReader, Object>> READS = List.of(BinaryReader::u8, BinaryReader::bool, BinaryReader::i32, BinaryReader::i64,
      BinaryReader::count, in -> in.size(1), in -> in.size(9), BinaryReader::string, BinaryReader::bytes, in -> in.raw(3), BinaryReader::node,
      BinaryReader::incarnation, BinaryReader::stamp);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 1L << 31, 1L << 55, (1L << 56) - 1, 1L << 56, Long.MAX_VALUE})
  void aCountComesBackInAsFewBytesAsItNeeds(long value) {
    byte[] bytes = new BinaryWriter().count(value).toBytes();
    assertEquals(value, new BinaryReader(bytes).count());
    assertEquals(Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7), bytes.length);
  }

  @Test
  void everyKindOfValueComesBackInOrder() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      BinaryWriter out = new BinaryWriter(random.nextInt(100));
      List<Function<BinaryReader, Object>> reads = new ArrayList<>();
      List<Object> expected = new ArrayList<>();
      for (int i = random.nextInt(30); i >= 0; i--) write(random, out, reads, expected);
      byte[] bytes = out.toBytes();
      assertEquals(bytes.length, out.length());
      byte[] within = new byte[bytes.length + 9];
      System.arraycopy(bytes, 0, within, 4, bytes.length);
      BinaryReader in = new BinaryReader(within, 4, bytes.length);
      for (int i = 0; i < reads.size(); i++) assertEquals(expected.get(i), reads.get(i).apply(in), "seed " + seed);
      in.end();
      assertEquals(0, in.remaining());
    }
  }

  private static void write(Random random, BinaryWriter out, List<Function<BinaryReader, Object>> reads, List<Object> expected) {
    long number = random.nextLong() >>> 1 + random.nextInt(63);
    Incarnation incarnation = new Incarnation(new NodeId("n-" + random.nextInt(100) + ":1"), 1 + number % 1_000_000);
    switch (random.nextInt(9)) {
      case 0 -> add(out.u8((int) (number & 0xff)), BinaryReader::u8, (int) (number & 0xff), reads, expected);
      case 1 -> add(out.bool(number % 2 == 0), BinaryReader::bool, number % 2 == 0, reads, expected);
      case 2 -> add(out.i32((int) ~number), BinaryReader::i32, (int) ~number, reads, expected);
      case 3 -> add(out.i64(~number), BinaryReader::i64, ~number, reads, expected);
      case 4 -> add(out.count(number), BinaryReader::count, number, reads, expected);
      case 5 -> {
        String text = "a\u00e4\u20ac\ud83d\ude00".repeat(random.nextInt(40));
        add(out.string(text), BinaryReader::string, text, reads, expected);
      }
      case 6 -> add(out.node(incarnation.node()), BinaryReader::node, incarnation.node(), reads, expected);
      case 7 -> add(out.incarnation(incarnation), BinaryReader::incarnation, incarnation, reads, expected);
      default -> {
        RequestStamp stamp = new RequestStamp(incarnation, number % 1000 + 5, 1 + number % 5);
        add(out.stamp(stamp), BinaryReader::stamp, stamp, reads, expected);
      }
    }
  }

  private static void add(BinaryWriter written, Function<BinaryReader, Object> read, Object value, List<Function<BinaryReader, Object>> reads, List<Object> expected) {
    assertTrue(written.length() > 0);
    reads.add(read);
    expected.add(value);
  }

  @Test
  void textAndBytesComeBack() {
    Random random = new Random(3);
    for (int length : new int[] {0, 1, 63, 64, 127, 128, 20_000}) {
      String text = "\u20ac".repeat(length);
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      BinaryReader in = new BinaryReader(new BinaryWriter().string(text).bytes(bytes).raw(bytes, 0, length).toBytes());
      assertEquals(text, in.string());
      assertArrayEquals(bytes, in.bytes());
      assertArrayEquals(bytes, in.raw(length));
      in.end();
    }
  }

  @Test
  void anyBytesGiveAValueOrAreMalformed() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) bytes[0] = (byte) random.nextInt(8);
      BinaryReader in = new BinaryReader(bytes);
      try {
        while (true) {
          READS.get(random.nextInt(READS.size())).apply(in);
          assertTrue(in.remaining() >= 0 && in.remaining() <= bytes.length);
          if (in.remaining() == 0) break;
        }
      } catch (MalformedBinary expected) {
        assertTrue(!expected.getMessage().isEmpty());
      } catch (RuntimeException | Error other) {
        throw new AssertionError("seed " + seed + ", bytes " + Arrays.toString(bytes), other);
      }
    }
  }

  @Test
  void aCutFormIsMalformedAtEveryLength() {
    byte[] whole = new BinaryWriter().stamp(new RequestStamp(new Incarnation(new NodeId("node-1"), 300), 1000, 700)).i64(-1).toBytes();
    for (int length = 0; length < whole.length; length++) {
      BinaryReader in = new BinaryReader(whole, 0, length);
      assertThrows(MalformedBinary.class, () -> {
        in.stamp();
        in.i64();
      });
    }
  }

  @Test
  void aLengthIsNotBelievedBeforeItIsHeldAgainstWhatIsLeft() {
    for (long claimed : new long[] {4, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MAX_VALUE / 9 + 1, 0x2000_0000_0000_0000L}) {
      byte[] bytes = new BinaryWriter().count(claimed).raw(new byte[3], 0, 3).toBytes();
      assertThrows(MalformedBinary.class, () -> new BinaryReader(bytes).bytes());
      assertThrows(MalformedBinary.class, () -> new BinaryReader(bytes).string());
      for (int each : new int[] {1, 2, 8, 9, 1 << 20}) assertThrows(MalformedBinary.class, () -> new BinaryReader(bytes).size(each));
    }
    assertEquals(3, new BinaryReader(new BinaryWriter().count(3).raw(new byte[6], 0, 6).toBytes()).size(2));
  }

  @Test
  void valuesOutOfTheirRangeAreMalformed() {
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new byte[] {2}).bool());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new byte[] {2, (byte) 0xc3, 0x28}).string());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new BinaryWriter().string("not a node").toBytes()).node());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new BinaryWriter().node(new NodeId("a")).count(0).toBytes()).incarnation());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new BinaryWriter().node(new NodeId("a")).count(1).count(3).count(4).toBytes()).stamp());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new BinaryWriter().node(new NodeId("a")).count(1).count(3).count(0).toBytes()).stamp());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new byte[] {2}).version(1, "form"));
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new byte[] {2}).end());
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0x80);
    assertThrows(MalformedBinary.class, () -> new BinaryReader(endless).count());
    assertThrows(MalformedBinary.class, () -> new BinaryReader(new byte[5]).raw(-1));
  }

  @Test
  void whatDoesNotFitIsNotWritten() {
    assertThrows(Invariant.Violated.class, () -> new BinaryWriter().u8(256));
    assertThrows(Invariant.Violated.class, () -> new BinaryWriter().u8(-1));
    assertThrows(Invariant.Violated.class, () -> new BinaryWriter().count(-1));
  }
}
