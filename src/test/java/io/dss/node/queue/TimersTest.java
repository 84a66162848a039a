package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final Timers timers = new Timers();
  private final List<String> done = new ArrayList<>();

  private Timers.Timer timer(String name) {
    return timers.timer(() -> done.add(name));
  }

  @Test
  void whatIsDueIsDoneInOrderAndTheRestWaits() {
    timer("late").at(30);
    timer("second").at(20);
    timer("first").at(10);
    timers.run(20);
    assertEquals(List.of("first", "second"), done);
    assertEquals(1, timers.size());
    timers.run(30);
    assertEquals(List.of("first", "second", "late"), done);
  }

  @Test
  void aTimerIsDoneOnceEachTimeItIsSet() {
    Timers.Timer timer = timer("once");
    timer.at(10);
    assertTrue(timer.isSet());
    timers.run(10);
    timers.run(20);
    assertEquals(List.of("once"), done);
    assertFalse(timer.isSet());
    timer.at(30);
    timers.run(30);
    assertEquals(List.of("once", "once"), done);
  }

  @Test
  void aTimerThatIsSetAgainOrCancelledForgetsTheTimeBefore() {
    Timers.Timer moved = timer("moved");
    moved.at(10);
    moved.at(50);
    Timers.Timer cancelled = timer("cancelled");
    cancelled.at(10);
    cancelled.cancel();
    timers.run(20);
    assertEquals(List.of(), done);
    assertEquals(1, timers.size());
  }

  @Test
  void whatAnActionSetsToNowWaitsForTheNextTickAndWhatItCancelsIsNotDone() {
    Timers.Timer[] again = new Timers.Timer[1];
    Timers.Timer[] victim = new Timers.Timer[1];
    again[0] = timers.timer(() -> {
      done.add("again");
      victim[0].cancel();
      again[0].at(10);
    });
    victim[0] = timer("victim");
    again[0].at(10);
    victim[0].at(10);
    timers.run(10);
    assertEquals(List.of("again"), done);
    timers.run(10);
    assertEquals(List.of("again", "again"), done);
  }
}
