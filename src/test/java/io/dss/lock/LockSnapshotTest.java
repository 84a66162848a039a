package io.dss.lock;

import static io.dss.lock.Scenario.ask;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BrokenForms;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables and commands as bytes, also bytes that nobody wrote. */
class LockSnapshotTest {
  @Test
  void anEmptyTableComesBack() {
    LockTable back = Snapshots.restarted(LockTable.empty(LockTableLimits.DEFAULT));
    assertEquals(LockTableLimits.DEFAULT, back.limits());
    assertEquals(0, back.bytes());
  }

  @Test
  void aLargeTableIsWrittenInSmallChunksAndReadInPiecesOfAnySize() {
    Scenario s = new Scenario();
    LockTable table = s.table;
    for (int i = 1; i <= 20_000; i++) {
      table = table.apply(s.change(ask("lock" + i % 15_000, "c" + i, LockMode.SHARED, 30_000, 0)), i, 1_000).table();
    }
    List<Integer> sizes = new ArrayList<>();
    table.writeTo(chunk -> sizes.add(chunk.length));
    assertTrue(sizes.size() > 10, sizes.toString());
    assertTrue(sizes.stream().allMatch(size -> size <= LockTableWriter.CHUNK_BYTES + 1_000), sizes.toString());
    byte[] bytes = Snapshots.bytes(table);
    for (int piece : new int[] {1 << 20, 70_000, 4_096, 777}) {
      LockTable back = Snapshots.table(bytes, piece);
      assertArrayEquals(bytes, Snapshots.bytes(back));
      assertEquals(table.bytes(), back.bytes());
    }
  }

  @Test
  void aTableThatIsCutShortAnywhereIsRefused() {
    BrokenForms.assertNoOtherLength(Snapshots.bytes(busyTable(7)), bytes -> Snapshots.table(bytes, 4_096));
  }

  @Test
  void damagedTablesAreRefusedAsMalformedOrAreTablesThatHoldTheirInvariants() {
    for (int seed = 0; seed < 1_500; seed++) {
      byte[] bytes = Snapshots.bytes(busyTable(seed % 40)).clone();
      Random random = new Random(seed);
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      LockTable read;
      try {
        read = Snapshots.table(bytes, 1 + random.nextInt(5_000));
      } catch (MalformedBinary refused) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      TableAudit.check(read);
      assertEquals(Snapshots.restarted(read).bytes(), read.bytes(), "seed " + seed);
    }
  }

  @Test
  void damagedCommandsAndRepliesAreMalformedOrValid() {
    RandomCommands commands = new RandomCommands(3);
    Random random = new Random(3);
    LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
    for (int i = 0; i < 20_000; i++) {
      RandomCommands.Entry entry = commands.next(table.newestToken());
      LockTable.Applied applied = table.apply(entry.command(), entry.index(), entry.timeMillis());
      table = applied.table();
      assertEquals(entry.command(), LockCommandCodec.decoded(LockCommandCodec.encoded(entry.command())));
      byte[] command = damaged(LockCommandCodec.encoded(entry.command()), random);
      byte[] reply = damaged(LockReplyCodec.encoded(applied.reply()), random);
      try {
        table.apply(LockCommandCodec.decoded(command), entry.index() + 1, entry.timeMillis());
      } catch (MalformedBinary refused) {
        assertTrue(refused.getMessage().length() < 500);
      }
      try {
        LockReplyCodec.decoded(reply);
      } catch (MalformedBinary refused) {
        assertTrue(refused.getMessage().length() < 500);
      }
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 4)) : bytes.clone();
    if (damaged.length > 0) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    return damaged;
  }

  private static LockTable busyTable(long seed) {
    RandomCommands commands = new RandomCommands(seed);
    LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
    for (int step = 0; step < 60; step++) {
      RandomCommands.Entry entry = commands.next(table.newestToken());
      table = table.apply(entry.command(), entry.index(), entry.timeMillis()).table();
    }
    return table;
  }
}
