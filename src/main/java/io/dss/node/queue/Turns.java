package io.dss.node.queue;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;

/** Lets a bounded number of topics be claimed and read at once, those that somebody asked for first. Confined to the queue loop. */
final class Turns {
  private final int atOnce;
  private final LinkedHashMap<Turn, Boolean> waiting = new LinkedHashMap<>();
  private final ArrayDeque<Turn> urgent = new ArrayDeque<>();
  private int taken;
  private boolean letting;

  Turns(int atOnce) {
    this.atOnce = atOnce;
  }

  /** One topic's turn. */
  final class Turn {
    private final Runnable begin;
    private boolean has;
    private boolean hurried;

    private Turn(Runnable begin) {
      this.begin = begin;
    }

    /** Somebody waits for it. */
    void hurry() {
      if (hurried || !waiting.containsKey(this)) return;
      hurried = true;
      urgent.add(this);
    }

    /** It is over, or not wanted any more. */
    void end() {
      waiting.remove(this);
      if (!has) return;
      has = false;
      taken--;
      next();
    }
  }

  /** Calls {@code begin} when it may, maybe at once. */
  Turn ask(Runnable begin, boolean hurry) {
    Turn turn = new Turn(begin);
    waiting.put(turn, true);
    if (hurry) turn.hurry();
    return turn;
  }

  /** Lets begin who may. A turn that ends while it begins, as all do without a lease, is given away by this loop, and not by one inside of it. */
  void next() {
    if (letting) return;
    letting = true;
    try {
      letBegin();
    } finally {
      letting = false;
    }
  }

  private void letBegin() {
    while (taken < atOnce && !waiting.isEmpty()) {
      Turn turn = urgent.isEmpty() ? waiting.keySet().iterator().next() : urgent.poll();
      if (waiting.remove(turn) == null) continue;
      turn.has = true;
      taken++;
      turn.begin.run();
    }
  }
}
