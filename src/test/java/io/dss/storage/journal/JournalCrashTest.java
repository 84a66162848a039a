package io.dss.storage.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore.Recovered;
import io.dss.spi.StoreFailed;
import io.dss.storage.journal.SimulatedDisk.Loss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random writes, replacements, votes, discards, restarts, syncs, and power cuts at any step of any of them, recovery included. After each cut the log is
 * one of the states since the last sync that returned: nothing acknowledged is lost, nothing is invented, nothing is there without what went before it.
 */
class JournalCrashTest {
  private static final int SEEDS = 400;

  /** A state of the log that some prefix of the writes leads to. */
  private record State(HardState hardState, long baseIndex, List<LogEntry> entries) {
    long lastIndex() {
      return baseIndex + entries.size();
    }

    State with(LogEntry entry) {
      List<LogEntry> changed = new ArrayList<>(entries.subList(0, (int) (entry.index() - baseIndex - 1)));
      changed.add(entry);
      return new State(hardState, baseIndex, changed);
    }

    /** Whether {@code recovered} is this state; entries up to {@code discarded} may be missing. */
    boolean matches(Recovered recovered, long discarded) {
      List<LogEntry> found = recovered.entries();
      long first = found.isEmpty() ? lastIndex() + 1 : found.get(0).index();
      if (!hardState.equals(recovered.hardState()) || first <= baseIndex || first > Math.max(discarded, baseIndex) + 1) return false;
      List<LogEntry> expected = entries.subList((int) (first - baseIndex - 1), entries.size());
      if (expected.size() != found.size()) return false;
      for (int i = 0; i < found.size(); i++) {
        LogEntry a = expected.get(i);
        LogEntry b = found.get(i);
        if (!a.toString().equals(b.toString()) || !Arrays.equals(a.payload(), b.payload())) return false;
      }
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void everythingSyncedSurvivesAnyPowerCut(Loss loss) {
    long only = Long.getLong("dss.seed", -1);
    for (long seed = 0; seed < SEEDS; seed++) {
      if (only >= 0 && seed != only) continue;
      try {
        new Run(seed, loss).go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", replay: mvn test -Dtest=JournalCrashTest -Ddss.seed=" + seed, e);
      }
    }
  }

  @Test
  void theTestCutsThePowerInTheMiddleOfThingsAndSeesTails() {
    int cut = 0;
    int torn = 0;
    int doubtful = 0;
    for (long seed = 0; seed < 60; seed++) {
      Run run = new Run(seed, Loss.SECTORS);
      run.go();
      cut += run.cuts;
      torn += run.torn;
      doubtful += run.doubtful;
    }
    assertTrue(cut > 200 && torn > 50 && doubtful > 20, cut + " cuts, " + torn + " torn tails, " + doubtful + " doubtful");
  }

  private static final class Run {
    private final Random random;
    private final Loss loss;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final JournalSizes sizes;
    private Journal journal;
    /** The states since the last sync that returned, oldest first. */
    private final List<State> possible = new ArrayList<>(List.of(new State(HardState.INITIAL, 0, List.of())));
    private long discarded;
    private long term = 1;
    int cuts;
    int torn;
    int doubtful;

    Run(long seed, Loss loss) {
      this.random = new Random(seed);
      this.loss = loss;
      this.sizes = new JournalSizes(1024 + random.nextInt(3000), random.nextInt(1000), random.nextInt(8) == 0 ? 200 : 1 << 20);
      Journal first = new Journal(disk, Path.of("log"), JournalContractTest.DISK, sizes);
      first.begin();
    }

    void go() {
      for (int life = 0; life < 12; life++) {
        disk.stepsLeft = random.nextInt(4) == 0 ? random.nextInt(6) : -1;
        try {
          open();
          disk.stepsLeft = random.nextInt(40);
          for (int i = 0; i < 60; i++) change();
        } catch (StoreFailed e) {
          if (!(e.getCause() instanceof SimulatedDisk.PowerLoss)) throw e;
          cuts++;
        }
        disk.crash(random, loss);
      }
      open();
    }

    private void open() {
      journal = new Journal(disk, Path.of("log"), JournalContractTest.DISK, sizes);
      Recovered recovered = journal.recover();
      List<State> found = possible.stream().filter(state -> state.matches(recovered, discarded)).toList();
      assertTrue(!found.isEmpty(), () -> "recovered " + recovered + ", possible were " + possible);
      possible.clear();
      possible.addAll(found);
      // An empty log does not say after which index it goes on: the snapshot does, and its owner restarts the log there.
      if (recovered.entries().isEmpty()) restartAfter(latest().lastIndex());
      State chosen = latest();
      possible.clear();
      possible.add(chosen);
      if (recovered.torn().isPresent()) torn++;
      if (recovered.torn().filter(tail -> tail.doubtful()).isPresent()) doubtful++;
      if (random.nextBoolean()) journal.settled();
    }

    private State latest() {
      return possible.get(possible.size() - 1);
    }

    private void change() {
      int die = random.nextInt(20);
      if (die < 9) append();
      else if (die < 12) vote();
      else if (die < 17) sync();
      else if (die < 19) discard();
      else if (random.nextInt(4) == 0) restart();
    }

    private void append() {
      State state = latest();
      long lowest = Math.max(discarded, state.baseIndex()) + 1;
      long from = random.nextInt(4) == 0 ? lowest + random.nextInt((int) (state.lastIndex() + 2 - lowest)) : state.lastIndex() + 1;
      if (from <= state.lastIndex()) term++;
      List<LogEntry> entries = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(3000) : random.nextInt(60)];
        if (random.nextInt(3) > 0) random.nextBytes(payload);
        entries.add(new LogEntry(from + entries.size(), term, random.nextInt(1 << 20), LogEntry.Kind.COMMAND, payload));
      }
      for (LogEntry entry : entries) possible.add(latest().with(entry));
      journal.append(entries);
    }

    private void vote() {
      HardState state = new HardState(++term, random.nextBoolean() ? Optional.empty() : Optional.of(new NodeId("n" + random.nextInt(9))));
      possible.add(new State(state, latest().baseIndex(), latest().entries()));
      journal.write(state);
    }

    private void sync() {
      journal.sync();
      State synced = latest();
      possible.clear();
      possible.add(synced);
    }

    private void discard() {
      sync();
      State state = latest();
      if (state.lastIndex() <= discarded) return;
      discarded = Math.max(discarded, state.baseIndex() + random.nextInt((int) (state.lastIndex() - state.baseIndex() + 1)));
      journal.discardThrough(discarded);
    }

    private void restart() {
      restartAfter(latest().lastIndex() + random.nextInt(50));
    }

    private void restartAfter(long index) {
      State restarted = new State(latest().hardState(), index, List.of());
      possible.add(restarted);
      journal.restartAfter(restarted.baseIndex(), term);
      possible.clear();
      possible.add(restarted);
      discarded = restarted.baseIndex();
    }
  }
}
