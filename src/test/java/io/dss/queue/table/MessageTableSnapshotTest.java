package io.dss.queue.table;

import static io.dss.queue.table.Tables.FIRST;
import static io.dss.queue.table.Tables.chunks;
import static io.dss.queue.table.Tables.fence;
import static io.dss.queue.table.Tables.keep;
import static io.dss.queue.table.Tables.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Effect;
import io.dss.queue.QueueLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MessageTableSnapshotTest {
  private final Log log = new Log();

  private void fill() {
    log.claim("claimed", fence(1, 3));
    log.claim("b", FIRST);
    log.append("b", FIRST, 1, keep(1, "e", 10), keep(2, "f", 20), new Effect.Note("n", new byte[] {1}), new Effect.Note("o", new byte[0]));
    log.append("b", FIRST, 2, new Effect.Change(9, new byte[] {7}));
    log.claim("a", FIRST);
    log.append("a", FIRST, 1, keep(5, "e", 10));
  }

  @Test
  void aTableComesBackAsItWas() {
    fill();
    MessageTable again = read(chunks(log.table));
    assertEquals(Tables.text(log.table), Tables.text(again));
    assertEquals(log.table.bytes(), again.bytes());
    assertEquals(Optional.of(fence(1, 3)), again.fence("claimed"));
    assertEquals(Optional.empty(), again.body("b", 9));
    assertEquals(Tables.text(MessageTable.empty()), Tables.text(read(chunks(MessageTable.empty()))));
  }

  @Test
  void whatWasForgottenOfClaimsComesBackToo() {
    for (int i = 0; i <= MessageTable.MAX_UNWRITTEN; i++) log.claim("t" + i, fence(3, 1 + i));
    MessageTable again = read(chunks(log.table));
    assertEquals(new TableReply.Fenced(fence(3, 1)), again.apply(new TableCommand.Claim("new", fence(2, 1)), 1_000_000).reply());
    log.claim("one more", fence(3, 1));
    Log other = new Log();
    other.table = again.apply(new TableCommand.Claim("one more", fence(3, 1)), MessageTable.MAX_UNWRITTEN + 2).table();
    assertEquals(Tables.text(log.table), Tables.text(other.table), "the same claim is the oldest");
  }

  @Test
  void noChunkIsLongerThanAMegabyteButForOneMessageThatIs() {
    log.claim("t", FIRST);
    for (int i = 1; i <= 5_000; i++) log.append("t", FIRST, i, keep(i, "envelope", 1_000));
    assertTrue(chunks(log.table).size() >= 5);
    for (byte[] chunk : chunks(log.table)) assertTrue(chunk.length <= MessageTableWriter.CHUNK_BYTES, chunk.length + " bytes");
    log.append("t", FIRST, 5_001, keep(2_500_000, "large", QueueLimits.BODY_BYTES));
    log.append("t", FIRST, 5_002, keep(2_500_001, "behind", 10));
    List<byte[]> chunks = chunks(log.table);
    List<byte[]> longer = chunks.stream().filter(chunk -> chunk.length > MessageTableWriter.CHUNK_BYTES).toList();
    assertEquals(1, longer.size());
    assertTrue(longer.get(0).length < QueueLimits.BODY_BYTES + 100, "it has a chunk of its own");
    MessageTable again = read(chunks);
    assertEquals(log.table.bytes(), again.bytes());
    assertArrayEquals(log.table.body("t", 2_500_000).orElseThrow(), again.body("t", 2_500_000).orElseThrow());
  }

  @Test
  void twoReplicasWriteTheSameBytesHoweverTheyCameToTheirTable() {
    fill();
    Log other = new Log();
    other.claim("claimed", fence(1, 3));
    other.claim("b", FIRST);
    other.append("b", FIRST, 1, keep(1, "e", 10), keep(2, "f", 20), new Effect.Note("n", new byte[] {1}), new Effect.Note("o", new byte[0]));
    other.table = read(chunks(other.table));
    other.append("b", FIRST, 2, new Effect.Change(9, new byte[] {7}));
    other.claim("a", FIRST);
    other.append("a", FIRST, 1, keep(5, "e", 10));
    assertEquals(Tables.text(log.table), Tables.text(other.table));
  }

  @Test
  void whatIsCutIsMalformedWhereverItIsCut() {
    fill();
    byte[] whole = chunks(log.table).get(0);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(MalformedBinary.class, () -> read(List.of(cut)), "cut at " + length);
    }
    assertThrows(MalformedBinary.class, () -> read(List.of(whole, new byte[] {MessageTableWriter.NOTE})));
    assertThrows(MalformedBinary.class, () -> read(List.of()));
  }

  @Test
  void aChunkThatIsMissingOrOutOfPlaceIsMalformed() {
    log.claim("t", FIRST);
    for (int i = 1; i <= 4_000; i++) log.append("t", FIRST, i, keep(i, "envelope", 1_000));
    List<byte[]> chunks = chunks(log.table);
    assertTrue(chunks.size() >= 4);
    for (int i = 0; i < chunks.size(); i++) {
      List<byte[]> without = new ArrayList<>(chunks);
      byte[] taken = without.remove(i);
      assertThrows(MalformedBinary.class, () -> read(without));
      without.add(Math.min(without.size(), i + 1), taken);
      if (i + 1 < chunks.size()) assertThrows(MalformedBinary.class, () -> read(without));
    }
  }

  @Test
  void damagedBytesAreMalformedOrAnotherTableAndNothingElse() {
    fill();
    byte[] whole = chunks(log.table).get(0);
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int left = random.nextInt(3); left >= 0; left--) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        MessageTable other = read(List.of(damaged));
        assertEquals(Tables.text(other), Tables.text(read(chunks(other))));
      } catch (MalformedBinary expected) {
        // that is what it is
      }
    }
  }

  private static byte[] table(UnaryOperator<BinaryWriter> records, int count) {
    BinaryWriter out = new BinaryWriter().u8(MessageTableWriter.HEADER).u8(MessageTableWriter.VERSION).bool(false);
    return records.apply(out).u8(MessageTableWriter.END).count(1 + count).toBytes();
  }

  private static BinaryWriter topic(BinaryWriter out, String name, long index, long number) {
    return FenceCodec.write(out.u8(MessageTableWriter.TOPIC).string(name), FIRST).count(index).count(number);
  }

  private static BinaryWriter message(BinaryWriter out, long sequence) {
    return out.u8(MessageTableWriter.MESSAGE).count(sequence).bytes(new byte[1]).bool(true).bytes(new byte[1]);
  }

  private static BinaryWriter note(BinaryWriter out, String name) {
    return out.u8(MessageTableWriter.NOTE).string(name).bytes(new byte[1]);
  }

  @Test
  void whatIsTwiceOutOfOrderOrImpossibleIsNoTable() {
    read(List.of(table(out -> note(message(message(topic(topic(out, "a", 2, 0), "b", 1, 1), 1), 2), "n"), 5)));
    refused(out -> topic(topic(out, "b", 1, 1), "a", 2, 1), 2);
    refused(out -> topic(topic(out, "a", 1, 1), "a", 2, 1), 2);
    refused(out -> topic(topic(out, "a", 1, 1), "b", 1, 1), 2);
    refused(out -> topic(out, "a", 0, 1), 1);
    refused(out -> topic(out, "", 1, 1), 1);
    refused(out -> message(out, 1), 1);
    refused(out -> message(topic(out, "a", 1, 0), 1), 2);
    refused(out -> note(topic(out, "a", 1, 0), "n"), 2);
    refused(out -> message(message(topic(out, "a", 1, 1), 2), 1), 3);
    refused(out -> message(note(topic(out, "a", 1, 1), "n"), 1), 3);
    refused(out -> note(note(topic(out, "a", 1, 1), "n"), "n"), 3);
    refused(out -> note(topic(out, "a", 1, 1), ""), 2);
    refused(out -> topic(out, "a", 1, 1), 2);
    refused(out -> out.u8(99), 1);
    refused(out -> out.u8(MessageTableWriter.HEADER).u8(MessageTableWriter.VERSION).bool(false), 1);
  }

  private static void refused(UnaryOperator<BinaryWriter> records, int count) {
    assertThrows(MalformedBinary.class, () -> read(List.of(table(records, count))));
  }
}
