package io.dss.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.linearizability.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker against histories whose verdicts are known (see their README). */
class KnownHistoriesTest {
  private static final long MAX_STEPS = 50_000_000;
  private static final List<Integer> LINEARIZABLE =
      List.of(2, 5, 7, 18, 25, 31, 38, 45, 48, 49, 51, 53, 56, 67, 75, 76, 80, 87, 92, 95, 98, 100, 101, 102);

  @Test
  void everyRecordedRegisterHistoryGetsItsKnownVerdict() {
    long began = System.nanoTime();
    long steps = 0;
    List<String> wrong = new ArrayList<>();
    for (int log = 0; log <= 102; log++) {
      Verdict verdict = new Checker<>(new RegisterModel(), MAX_STEPS).check(RecordedHistories.register(String.format("etcd_%03d.log", log)));
      Outcome known = LINEARIZABLE.contains(log) ? Outcome.LINEARIZABLE : Outcome.NOT_LINEARIZABLE;
      if (verdict.outcome() != known) wrong.add(log + " is " + known + ": " + verdict);
      steps += verdict.steps();
    }
    assertEquals(List.of(), wrong);
    print("103 register histories", steps, began);
  }

  @Test
  void everyRecordedKeyValueHistoryGetsItsKnownVerdict() {
    for (String clients : List.of("c01", "c10", "c50")) {
      for (String kind : List.of("ok", "bad")) {
        long began = System.nanoTime();
        Verdict verdict = new Checker<>(new TextModel(), MAX_STEPS).check(RecordedHistories.text(clients + "-" + kind + ".txt"));
        assertEquals(kind.equals("ok") ? Outcome.LINEARIZABLE : Outcome.NOT_LINEARIZABLE, verdict.outcome(), clients + "-" + kind + ": " + verdict);
        print(clients + "-" + kind, verdict.steps(), began);
      }
    }
  }

  @Test
  void aBadHistoryIsExplained() {
    Verdict verdict = new Checker<>(new RegisterModel(), MAX_STEPS).check(RecordedHistories.register("etcd_000.log"));
    assertTrue(verdict.explanation().contains("none of these can come next") && verdict.explanation().contains("Read[value=Optional"),
        verdict.explanation());
    assertTrue(verdict.explanation().length() < 2000, verdict.explanation());
  }

  @Test
  void aSearchThatMayNotGoOnSaysThatItDoesNotKnow() {
    Verdict verdict = new Checker<>(new RegisterModel(), 100).check(RecordedHistories.register("etcd_102.log"));
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
    assertTrue(verdict.explanation().contains("no verdict within 100 steps"), verdict.explanation());
  }

  private static void print(String what, long steps, long began) {
    System.out.printf("%s: %,d steps in %d ms%n", what, steps, (System.nanoTime() - began) / 1_000_000);
  }
}
