package io.dss.cache.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.MalformedBinary;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTableTest {
  private static final BucketEpoch FIRST = new BucketEpoch(1, 5);
  private static final BucketEpoch SECOND = new BucketEpoch(1, 9);
  private static final TableLimits LIMITS = new TableLimits(1 << 20);

  private static Entry value(long counter, int bytes) {
    return new Entry(new Version(1, 5, 1, counter), new Content.Present(new byte[bytes]), Entry.NEVER, List.of());
  }

  private static TableCommand write(BucketEpoch epoch, TableItem... items) {
    return new TableCommand.Write(3, epoch, LIMITS, List.of(items));
  }

  private static TableItem item(String key, Entry entry) {
    return new TableItem(key, entry, Entry.NEVER);
  }

  private static byte[] bytes(MemoryTable table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.writeTo(out::writeBytes);
    return out.toByteArray();
  }

  private static MemoryTable read(MemoryTable table) {
    MemoryTableReader reader = new MemoryTableReader();
    table.writeTo(reader::accept);
    return reader.finish();
  }

  @Test
  void anOlderWriteThatLandsLateChangesNothing() {
    MemoryTable table = MemoryTable.empty().apply(write(FIRST, item("k", value(2, 10))), 0).table();
    MemoryTable.Applied late = table.apply(write(FIRST, item("k", value(1, 20)), item("other", value(1, 5))), 1);
    assertInstanceOf(TableReply.Stored.class, late.reply());
    assertEquals(new Version(1, 5, 1, 2), late.table().entry(3, "k").version());
    assertEquals(new Version(1, 5, 1, 1), late.table().entry(3, "other").version());
  }

  @Test
  void aBucketTakesNothingUnderAnEarlierEpochThanThatOfItsFence() {
    MemoryTable table = MemoryTable.empty().apply(new TableCommand.Fence(3, SECOND), 0).table();
    MemoryTable.Applied late = table.apply(write(FIRST, item("k", value(7, 1))), 1);
    assertEquals(new TableReply.Behind(SECOND), late.reply());
    assertSame(Entry.NONE, late.table().entry(3, "k"));
    assertEquals(new TableReply.Behind(SECOND), table.apply(new TableCommand.Fence(3, FIRST), 1).reply());
    assertEquals(new TableReply.Raised(), table.apply(new TableCommand.Fence(3, SECOND), 1).reply(), "it may be asked again");
    assertEquals(BucketEpoch.NONE, table.epoch(4), "each bucket has its own");
  }

  @Test
  void aFullTableTakesWhatMakesItNoLarger() {
    MemoryTable table = MemoryTable.empty();
    for (int i = 0; table.bytes() < LIMITS.maxBytes() - 100_000; i++) table = table.apply(write(FIRST, item("k" + i, value(1, 50_000))), 0).table();
    MemoryTable.Applied over = table.apply(write(FIRST, item("more", value(1, 200_000)), item("k0", value(2, 1))), 0);
    assertInstanceOf(TableReply.Full.class, over.reply());
    assertSame(table, over.table(), "nothing of it is written");
    Entry gone = new Entry(new Version(1, 5, 1, 2), new Content.Absent(), 9, List.of());
    assertInstanceOf(TableReply.Stored.class, table.apply(write(FIRST, new TableItem("k0", gone, 1_000)), 0).reply());
  }

  @Test
  void whatNeedNotBeKeptIsDroppedByLaterCommands() {
    MemoryTable table = MemoryTable.empty().apply(write(FIRST, new TableItem("k", value(1, 10), 1_000), item("stays", value(1, 10))), 5_000).table();
    MemoryTable early = table.apply(new TableCommand.Fence(9, FIRST), 5_999).table();
    assertEquals(2, early.size());
    MemoryTable late = early.apply(new TableCommand.Fence(9, FIRST), 6_000).table();
    assertEquals(1, late.size());
    assertSame(Entry.NONE, late.entry(3, "k"));
    assertEquals(read(late).bytes(), late.bytes());
  }

  @Test
  void keysComeInPagesAndOnlyThoseWithAValue() {
    MemoryTable table = MemoryTable.empty();
    for (int i = 0; i < 10; i++) table = table.apply(write(FIRST, item("k" + i, value(1, 1))), 0).table();
    table = table.apply(write(FIRST, item("k4", new Entry(new Version(1, 5, 1, 2), new Content.Absent(), 9, List.of()))), 0).table();
    List<String> keys = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      KeyPage page = table.keys(3, after, 3);
      keys.addAll(page.keys());
      after = page.next();
    } while (after.isPresent());
    assertEquals(List.of("k0", "k1", "k2", "k3", "k5", "k6", "k7", "k8", "k9"), keys);
  }

  private static TableCommand random(Random random) {
    BucketEpoch epoch = new BucketEpoch(1, random.nextInt(4));
    int bucket = random.nextInt(3);
    if (random.nextInt(10) == 0) return new TableCommand.Fence(bucket, epoch);
    List<TableItem> items = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      long keep = random.nextInt(3) == 0 ? random.nextInt(200) : Entry.NEVER;
      items.add(new TableItem("k" + random.nextInt(30), value(1 + random.nextInt(50), random.nextInt(3_000)), keep));
    }
    return new TableCommand.Write(bucket, epoch, new TableLimits(60_000), items);
  }

  /** Two replicas, one of them restored from a snapshot again and again, and every command through its bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void replicasThatApplyTheSameAreTheSameDownToTheBytes(long seed) {
    Random random = new Random(seed);
    MemoryTable one = MemoryTable.empty();
    MemoryTable other = MemoryTable.empty();
    long nowMillis = 0;
    for (int i = 0; i < 2_000; i++) {
      nowMillis += random.nextInt(10);
      TableCommand command = random(random);
      MemoryTable.Applied applied = one.apply(command, nowMillis);
      MemoryTable.Applied again = other.apply(TableCommandCodec.decoded(TableCommandCodec.encoded(command)), nowMillis);
      assertEquals(applied.reply(), again.reply());
      one = applied.table();
      other = again.table();
      if (random.nextInt(50) == 0) other = read(other);
      assertEquals(one.bytes(), other.bytes());
    }
    assertArrayEquals(bytes(one), bytes(other));
    assertTrue(one.size() > 0);
  }

  @Test
  void damagedBytesAreNoTableAndNoCommand() {
    MemoryTable table = MemoryTable.empty();
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) table = table.apply(random(random), i).table();
    byte[] whole = bytes(table);
    byte[] command = TableCommandCodec.encoded(write(FIRST, item("k", value(1, 9))));
    for (int i = 0; i < 3_000; i++) {
      readable(damaged(whole, random), bytes -> {
        MemoryTableReader reader = new MemoryTableReader();
        reader.accept(bytes);
        reader.finish();
      });
      readable(damaged(command, random), TableCommandCodec::decoded);
    }
    assertThrows(MalformedBinary.class, () -> new MemoryTableReader().finish());
  }

  private interface Reading {
    void read(byte[] bytes);
  }

  private static void readable(byte[] bytes, Reading reading) {
    try {
      reading.read(bytes);
    } catch (MalformedBinary expected) {
      assertTrue(expected.getMessage().length() > 0);
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = random.nextBoolean() ? bytes.clone() : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    if (damaged.length > 0) damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    return damaged;
  }
}
