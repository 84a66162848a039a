package io.dss.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.linearizability.Verdict.Outcome;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockEvent;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What clients of the table see, with calls and answers delayed, lost and overlapping, is linearizable; what clients of a table that forgets a
 * hold see is found out. One clock: log time. Replay one seed with {@code -Ddss.lock.seed=N}.
 */
class LockTableHistoryTest {
  private static final int CLIENTS = 6;
  private static final long MAX_STEPS = 2_000_000;

  @Test
  void whatTheClientsOfTheTableSeeIsLinearizable() {
    Long only = Long.getLong("dss.lock.seed");
    for (long seed = only != null ? only : 0; seed < (only != null ? only + 1 : 300); seed++) {
      Run run = new Run(seed, false);
      run.steps(400);
      Verdict verdict = new Checker<>(new LockModel(), MAX_STEPS).check(run.history);
      assertEquals(Outcome.LINEARIZABLE, verdict.outcome(), "seed " + seed + ", replay: mvn test -Dtest=LockTableHistoryTest -Ddss.lock.seed="
          + seed + ": " + verdict);
      assertEquals(Optional.empty(), TokenOrder.broken(run.history), "seed " + seed);
      assertTrue(run.history.size() > 50);
    }
  }

  @Test
  void aTableThatForgetsAHoldNowAndThenIsFoundOut() {
    int found = 0;
    for (long seed = 0; seed < 50; seed++) {
      Run run = new Run(seed, true);
      run.steps(400);
      if (new Checker<>(new LockModel(), MAX_STEPS).check(run.history).outcome() == Outcome.NOT_LINEARIZABLE) found++;
    }
    assertTrue(found >= 45, found + " of 50 found");
  }

  private record Pending(String client, LockChange change, long called) {}

  private static final class Run {
    final List<Operation<LockCall>> history = new ArrayList<>();
    private final Random random;
    private final boolean forgetful;
    private final Pending[] calls = new Pending[CLIENTS];
    private final boolean[] applied = new boolean[CLIENTS];
    private final LockReply[] replies = new LockReply[CLIENTS];
    private LockTable table = LockTable.empty(LockTableLimits.DEFAULT);
    private long index;
    private long now;

    Run(long seed, boolean forgetful) {
      this.random = new Random(seed);
      this.forgetful = forgetful;
    }

    void steps(int steps) {
      for (int step = 0; step < steps; step++) {
        now += random.nextInt(30);
        int client = random.nextInt(CLIENTS);
        if (calls[client] == null) {
          calls[client] = new Pending("c" + client, change("c" + client), now);
        } else if (!applied[client]) {
          apply(client);
        } else if (replies[client] != null) {
          answer(client);
        }
        if (random.nextInt(3) == 0) apply(new LockCommand.Expire());
        if (forgetful && random.nextInt(20) == 0) forget();
      }
      for (int client = 0; client < CLIENTS; client++) if (calls[client] != null) lose(client);
    }

    private LockChange change(String client) {
      String lock = "lock" + random.nextInt(2);
      int kind = random.nextInt(20);
      if (kind == 0) return new LockChange.ForceRelease(lock);
      if (kind < 8) return new LockChange.Release(lock, client, OptionalLong.empty());
      if (kind < 10) return new LockChange.Renew(lock, client, Math.max(1, table.newestToken() - random.nextInt(3)), OptionalLong.of(500));
      LockMode mode = random.nextInt(3) == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE;
      return new LockChange.Acquire(lock, client, mode, 50 + random.nextInt(1_500), random.nextBoolean() ? 0 : random.nextInt(1_000));
    }

    private void apply(int client) {
      applied[client] = true;
      LockReply reply = apply(change(calls[client].change()));
      if (!(reply instanceof LockReply.Queued)) replies[client] = reply;
    }

    private LockCommand change(LockChange change) {
      return new LockCommand.Change(new RequestStamp(new Incarnation(new NodeId("n"), 1), index + 1, index + 1), Optional.empty(), change);
    }

    private LockReply apply(LockCommand command) {
      LockTable.Applied next = table.apply(command, ++index, now);
      table = next.table();
      for (LockEvent event : next.events()) {
        if (event instanceof LockEvent.GrantedToWaiter granted) {
          parked(granted.clientId(), granted.lockName(), new LockReply.Granted(granted.fencingToken(), granted.mode(), granted.expiresInMillis()));
        } else if (event instanceof LockEvent.WaitEnded ended) {
          parked(ended.clientId(), ended.lockName(), ended.refused());
        }
      }
      return next.reply();
    }

    /** A client whose call was given up may be granted all the same: then nobody is there to be answered. */
    private void parked(String client, String lock, LockReply reply) {
      int at = Integer.parseInt(client.substring(1));
      if (calls[at] == null || !applied[at] || replies[at] != null) return;
      LockChange change = calls[at].change();
      if (change.lockName().equals(lock) && change instanceof LockChange.Acquire) replies[at] = reply;
    }

    private void answer(int client) {
      if (random.nextInt(20) == 0) {
        lose(client);
        return;
      }
      Pending call = calls[client];
      history.add(new Operation<>(call.change().lockName(), seen(call, replies[client]), call.called(), now));
      done(client);
    }

    private void lose(int client) {
      Pending call = calls[client];
      LockReply best = call.change() instanceof LockChange.Acquire ? new LockReply.Granted(0, LockMode.SHARED, 0)
          : call.change() instanceof LockChange.Renew ? new LockReply.Granted(0, LockMode.SHARED, 0)
          : call.change() instanceof LockChange.Release ? new LockReply.Released() : new LockReply.Forced(0);
      // A wait that nobody listens to any more may still be granted, at any later moment: that is what NEVER says.
      history.add(new Operation<>(call.change().lockName(), seen(call, best), call.called(), Operation.NEVER));
      done(client);
    }

    private void done(int client) {
      calls[client] = null;
      applied[client] = false;
      replies[client] = null;
    }

    private static LockCall seen(Pending call, LockReply reply) {
      String client = call.client();
      if (reply instanceof LockReply.Refused) return new LockCall.Refused(client, ((LockChange.Acquire) call.change()).mode());
      if (reply instanceof LockReply.Released) return new LockCall.Released(client, 0);
      if (reply instanceof LockReply.NotHeld) return new LockCall.NotHeld(client);
      if (reply instanceof LockReply.Forced forced) return new LockCall.Forced(client, forced.released());
      if (reply instanceof LockReply.StaleToken stale) {
        return new LockCall.Stale(client, ((LockChange.Renew) call.change()).fencingToken(), stale.currentToken());
      }
      LockReply.Granted granted = (LockReply.Granted) reply;
      if (call.change() instanceof LockChange.Renew renew) {
        return new LockCall.Renewed(client, renew.fencingToken(), renew.timeoutMillis().orElseThrow());
      }
      LockChange.Acquire acquire = (LockChange.Acquire) call.change();
      return new LockCall.Acquired(client, acquire.mode(), granted.fencingToken(), acquire.timeoutMillis());
    }

    /** The bug: some holder's hold is gone without a word. */
    private void forget() {
      for (String lock : List.of("lock0", "lock1")) {
        Iterator<LockReply.Holder> holders = table.describe(lock).holders().iterator();
        if (holders.hasNext()) apply(change(new LockChange.Release(lock, holders.next().clientId(), OptionalLong.empty())));
      }
    }
  }
}
