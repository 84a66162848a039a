package io.dss.node.queue;

import io.dss.node.queue.QueueListener.LetGo;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.spi.MessageStore.Appended;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes a store that went back in time agree with the owner again: claims the topic anew, reads what the store has, takes away what was done since,
 * and puts
 * back what is missing or older. A message whose body is nowhere any more is lost. The owner's state must stand still meanwhile. Confined to the
 * queue loop.
 */
final class Rewriting {
  /** Who is told, on the loop, once; of trouble any number of times. */
  interface Then {
    /** @param lost messages that the state still has and the store has no longer */
    void rewritten(Fence fence, long number, Set<Long> lost);
  }

  private static final System.Logger LOG = System.getLogger(Rewriting.class.getName());
  /** How many lost messages a line of the log names. */
  private static final int NAMED = 20;
  /** Messages put back in one round; their bodies are in memory at once. */
  private static final int ROUND = 64;
  /** What is looked at in one turn of the loop. */
  private static final int SCAN = 5_000;

  private final Desk desk;
  private final Serving from;
  private final Set<Long> suspects;
  private final Then then;
  private final ClaimEnds ends;
  private final Set<Long> lost = new TreeSet<>();
  private Taking taking;
  private StoreComparison comparison;
  private Iterator<Stored> scan;
  private Ledger ledger;
  private Appender appender;
  private Fence fence;
  private long restored;
  private boolean over;

  /** @param suspects messages whose bodies the store did not have when it was asked */
  Rewriting(Desk desk, Serving from, Set<Long> suspects, Then then, ClaimEnds ends) {
    this.desk = desk;
    this.from = from;
    this.suspects = Set.copyOf(suspects);
    this.then = then;
    this.ends = ends;
  }

  void begin() {
    taking = Taking.begin(desk, from.topic(), true, new Taking.Reader() {
      @Override
      public Consumer<Stored> claimed(Fence granted, long number) {
        comparison = new StoreComparison(from.state().everything());
        return comparison;
      }

      @Override
      public void complete() {}

      @Override
      public void read(Fence granted, long number) {
        repair(granted, number);
      }
    }, ends);
    desk.turns().next();
  }

  void stop() {
    over = true;
    taking.stop();
    if (appender != null) appender.stop();
  }

  private void repair(Fence granted, long number) {
    from.expose();
    fence = granted;
    ledger = new Ledger(number);
    appender = new Appender(desk, from.topic(), granted, ledger, new Appender.Then() {
      @Override
      public void durable(List<Step> steps) {
        if (ledger.settled()) round();
      }

      @Override
      public void refused(Appended why, boolean doubted) {
        repairRefused(why);
      }

      @Override
      public void trouble(Trouble trouble) {
        ends.trouble(trouble);
      }

      @Override
      public void troubleOver() {}
    });
    scan = from.state().everything().iterator();
    comparison.surplus().forEach(sequence -> put(new Effect.Forget(sequence)));
    comparison.surplusNotes().forEach(name -> put(new Effect.Erase(name)));
    round();
  }

  private void put(Effect effect) {
    ledger.add(Step.repair(effect));
  }

  private void repairRefused(Appended why) {
    if (why instanceof Appended.Fenced fenced) {
      ends.over(LetGo.FENCED, Optional.of(fenced.by()));
    } else if (why instanceof Appended.Full full) {
      // What this owner holds was acknowledged: it is not thrown away, however long it takes until there is room.
      ends.trouble(new Trouble(Trouble.Kind.REFUSED, "it is full: " + full.limit()));
      desk.timers().timer(this::beginAgain).at(desk.nowMillis() + OwnerLimits.REFUSED_MILLIS);
    } else {
      // It went back once more, while it was being repaired.
      beginAgain();
    }
  }

  private void beginAgain() {
    if (!over) begin();
  }

  /** Looks on from where the last round ended, until there is enough to be put back. */
  private void round() {
    if (over) return;
    TreeMap<Long, byte[]> absent = new TreeMap<>();
    TreeMap<Long, byte[]> suspected = new TreeMap<>();
    int scanned = 0;
    while (scan.hasNext() && scanned++ < SCAN && absent.size() + suspected.size() < ROUND) {
      Stored stored = scan.next();
      if (stored instanceof Stored.Note note) {
        if (comparison.note(note.name()) != StoreComparison.Match.SAME) restored(new Effect.Note(note.name(), note.value()));
        continue;
      }
      Stored.Envelope envelope = (Stored.Envelope) stored;
      StoreComparison.Match match = comparison.message(envelope.sequence());
      if (match == StoreComparison.Match.ABSENT) absent.put(envelope.sequence(), envelope.bytes());
      else if (suspects.contains(envelope.sequence())) suspected.put(envelope.sequence(), envelope.bytes());
      else if (match == StoreComparison.Match.DIFFERENT) restored(new Effect.Change(envelope.sequence(), envelope.bytes()));
    }
    if (absent.isEmpty() && suspected.isEmpty()) send();
    else collect(absent, suspected);
  }

  private void collect(Map<Long, byte[]> absent, Map<Long, byte[]> suspected) {
    List<Long> wanted = new ArrayList<>(absent.keySet());
    wanted.addAll(suspected.keySet());
    from.bodies().collect(wanted, bodies -> {
      if (over) return;
      absent.forEach((sequence, envelope) -> {
        if (bodies.containsKey(sequence)) restored(new Effect.Keep(sequence, envelope, bodies.get(sequence)));
        else lost.add(sequence);
      });
      suspected.forEach((sequence, envelope) -> {
        if (bodies.containsKey(sequence)) {
          restored(new Effect.Keep(sequence, envelope, bodies.get(sequence)));
        } else {
          lost.add(sequence);
          put(new Effect.Forget(sequence));
        }
      });
      send();
    }, trouble -> {
      if (over) return;
      ends.trouble(trouble);
      desk.timers().timer(() -> {
        if (!over) collect(absent, suspected);
      }).at(desk.nowMillis() + OwnerLimits.RETRY_LAST_MILLIS);
    });
  }

  private void restored(Effect effect) {
    restored++;
    put(effect);
  }

  private void send() {
    if (!ledger.settled()) appender.flush();
    else if (scan.hasNext()) desk.later(this::round);
    else done();
  }

  private void done() {
    LOG.log(System.Logger.Level.ERROR, "topic {0} is in the message store again: {1} messages and notes put back, {2} messages lost, sequences {3}",
        from.topic(), restored, lost.size(), lost.stream().limit(NAMED).toList());
    desk.listener().storeWentBack(from.topic(), restored, lost.size());
    then.rewritten(fence, ledger.number(), lost);
  }
}
