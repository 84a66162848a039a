package io.dss.lock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.lock.LockTable.Applied;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table against its naive twin, over random commands. Replay one seed with {@code -Ddss.lock.seed=N}. */
class LockTableTwinTest {
  private static final int RUNS = 2000;
  private static final int STEPS = 120;
  private static final LockTableLimits TIGHT = new LockTableLimits(2, 2, 2, 2, 4, 3, Long.MAX_VALUE);
  private static final LockTableLimits WIDE = LockTableLimits.DEFAULT;

  @Test
  void theTableAndItsNaiveTwinAgreeOnEveryReplyEventAndDescription() {
    eachSeed(this::twins);
  }

  @Test
  void theRandomCommandsReachEveryKindOfReplyAndEvent() {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      RandomCommands commands = new RandomCommands(seed);
      LockTable table = LockTable.empty(seed % 2 == 0 ? WIDE : TIGHT);
      for (int step = 0; step < STEPS; step++) {
        RandomCommands.Entry entry = commands.next(table.newestToken());
        Applied applied = table.apply(entry.command(), entry.index(), entry.timeMillis());
        table = applied.table();
        seen.add(applied.reply().getClass().getSimpleName());
        applied.events().forEach(event -> seen.add(event.getClass().getSimpleName()));
        if (applied.reply() instanceof LockReply.LimitReached reached) seen.add(reached.limit().substring(0, reached.limit().indexOf(':')));
      }
    }
    Set<String> all = new TreeSet<>(List.of("locks", "holders per lock", "waiters per lock", "holds and waits per client", "idempotency keys",
        "nodes that send lock calls"));
    for (Class<?> kind : LockReply.class.getPermittedSubclasses()) all.add(kind.getSimpleName());
    for (Class<?> kind : LockEvent.class.getPermittedSubclasses()) all.add(kind.getSimpleName());
    assertEquals(all, seen);
  }

  @Test
  void aReplicaThatRestartsFromASnapshotAtAnyPointGoesOnTheSame() {
    eachSeed(this::restarts);
  }

  private void twins(long seed) {
    LockTableLimits limits = seed % 2 == 0 ? WIDE : TIGHT;
    RandomCommands commands = new RandomCommands(seed);
    LockTable table = LockTable.empty(limits);
    NaiveLockTable naive = new NaiveLockTable(limits);
    for (int step = 0; step < STEPS; step++) {
      RandomCommands.Entry entry = commands.next(table.newestToken());
      long tokenBefore = table.newestToken();
      Applied applied = table.apply(entry.command(), entry.index(), entry.timeMillis());
      String at = "step " + step + ", " + entry;
      assertEquals(naive.apply(entry.command(), entry.index(), entry.timeMillis()), applied.reply(), at);
      assertEquals(naive.events, applied.events(), at);
      table = applied.table();
      for (int lock = 0; lock < 3; lock++) assertEquals(naive.describe("lock" + lock), table.describe("lock" + lock), at);
      assertEquals(naive.nextDeadline().map(OptionalLong::of).orElse(OptionalLong.empty()), table.nextDeadlineMillis(), at);
      assertEquals(naive.token, table.newestToken(), at);
      assertEquals(naive.names().size(), table.lockCount(), at);
      assertEquals(naive.keys.size(), table.idempotencyKeyCount(), at);
      checkProperties(table, applied, entry, tokenBefore);
      if (step % 8 == 0 || step == STEPS - 1) TableAudit.checkIndexes(table);
    }
  }

  private static void checkProperties(LockTable table, Applied applied, RandomCommands.Entry entry, long tokenBefore) {
    TableAudit.check(table);
    long last = tokenBefore;
    for (LockEvent event : applied.events()) {
      long token = event instanceof LockEvent.Granted granted ? granted.fencingToken()
          : event instanceof LockEvent.GrantedToWaiter granted ? granted.fencingToken() : Long.MAX_VALUE;
      assertTrue(token > last, "tokens must grow: " + event);
      if (token < Long.MAX_VALUE) last = token;
    }
    if (applied.reply() instanceof LockReply.Expired expired && !expired.more()) TableAudit.checkNobodyWaitsInVain(table, entry.timeMillis());
    if (entry.command() instanceof LockCommand.Change) {
      Applied again = table.apply(entry.command(), entry.index() + 1, entry.timeMillis());
      if (!(applied.reply() instanceof LockReply.LimitReached limit && limit.limit().startsWith("nodes"))) {
        assertSame(table, again.table(), "a repeat of the same stamp must change nothing");
        assertTrue(again.events().isEmpty());
        assertEquals(applied.reply(), again.reply());
      }
    }
  }

  private void restarts(long seed) {
    LockTableLimits limits = seed % 2 == 0 ? WIDE : TIGHT;
    RandomCommands commands = new RandomCommands(seed);
    Random random = new Random(seed ^ 0x5eed);
    LockTable table = LockTable.empty(limits);
    LockTable restarted = table;
    for (int step = 0; step < STEPS; step++) {
      RandomCommands.Entry entry = commands.next(table.newestToken());
      Applied applied = table.apply(entry.command(), entry.index(), entry.timeMillis());
      Applied after = restarted.apply(LockCommandCodec.decoded(LockCommandCodec.encoded(entry.command())), entry.index(), entry.timeMillis());
      assertEquals(applied.reply(), after.reply());
      assertEquals(applied.events(), after.events());
      assertEquals(applied.reply(), LockReplyCodec.decoded(LockReplyCodec.encoded(applied.reply())));
      table = applied.table();
      restarted = after.table();
      if (random.nextInt(10) == 0) {
        byte[] bytes = Snapshots.bytes(table);
        assertArrayEquals(bytes, Snapshots.bytes(restarted), "two replicas fed the same log must give equal snapshots");
        restarted = Snapshots.table(bytes, 1 + random.nextInt(200));
      }
    }
  }

  private interface Run {
    void of(long seed);
  }

  private static void eachSeed(Run run) {
    Long only = Long.getLong("dss.lock.seed");
    for (long seed = only != null ? only : 0; seed < (only != null ? only + 1 : RUNS); seed++) {
      try {
        run.of(seed);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ", replay: mvn test -Dtest=LockTableTwinTest -Ddss.lock.seed=" + seed, e);
      }
    }
  }
}
