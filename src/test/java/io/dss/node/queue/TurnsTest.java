package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns(2);
  private final List<String> begun = new ArrayList<>();

  private Turns.Turn ask(String name, boolean hurry) {
    return turns.ask(() -> begun.add(name), hurry);
  }

  @Test
  void nobodyBeginsBeforeHeMayAndNoMoreThanMay() {
    Turns.Turn one = ask("1", false);
    ask("2", false);
    ask("3", false);
    assertEquals(List.of(), begun);
    turns.next();
    assertEquals(List.of("1", "2"), begun);
    one.end();
    assertEquals(List.of("1", "2", "3"), begun);
  }

  @Test
  void whoIsInAHurryGoesFirst() {
    Turns.Turn one = ask("1", false);
    Turns.Turn two = ask("2", false);
    turns.next();
    ask("3", false);
    ask("4", true);
    Turns.Turn five = ask("5", false);
    five.hurry();
    five.hurry();
    one.end();
    two.end();
    assertEquals(List.of("1", "2", "4", "5"), begun);
  }

  @Test
  void anyNumberMayEndAtTheVeryMomentTheyBegin() {
    List<Turns.Turn> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      all.add(turns.ask(() -> {
        begun.add(String.valueOf(number));
        all.get(number).end();
      }, i % 2 == 0));
    }
    turns.next();
    assertEquals(100_000, begun.size());
    assertEquals(List.of("0", "2", "4"), begun.subList(0, 3));
    ask("later", false);
    turns.next();
    assertEquals("later", begun.get(100_000));
  }

  @Test
  void whoFailsToBeginKeepsNobodyFromBeginning() {
    turns.ask(() -> {
      throw new IllegalStateException("told to fail");
    }, true);
    assertThrows(IllegalStateException.class, turns::next);
    ask("1", false);
    turns.next();
    assertEquals(List.of("1"), begun);
  }

  @Test
  void whoIsNotWantedAnyMoreDoesNotBeginAndTakesNoTurn() {
    Turns.Turn one = ask("1", true);
    one.end();
    one.end();
    ask("2", false);
    ask("3", false);
    turns.next();
    assertEquals(List.of("2", "3"), begun);
  }
}
