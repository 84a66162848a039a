package io.dss.coherence.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.WriteSafety;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every order of events within bounds. {@code -Ddss.model.deep=true} explores larger ones, for hours if it must. */
class CoherenceModelTest {
  private static final boolean DEEP = Boolean.getBoolean("dss.model.deep");
  private static final int MOST_STATES = DEEP ? 20_000_000 : 3_000_000;

  static List<Bounds> bounds() {
    return DEEP ? deep() : usual();
  }

  private static List<Bounds> usual() {
    return List.of(
        new Bounds(WriteSafety.BACKUP, 3, 2, 2, 1, 0, 0, 0),
        new Bounds(WriteSafety.BACKUP, 3, 1, 1, 1, 1, 0, 1),
        new Bounds(WriteSafety.BACKUP, 2, 2, 1, 1, 0, 1, 0),
        new Bounds(WriteSafety.BACKUP, 2, 2, 2, 1, 1, 0, 1),
        new Bounds(WriteSafety.STORE, 3, 1, 1, 1, 1, 0, 0),
        new Bounds(WriteSafety.STORE, 2, 2, 1, 1, 1, 0, 1),
        new Bounds(WriteSafety.LOCAL, 3, 2, 1, 0, 0, 0, 0),
        new Bounds(WriteSafety.LOCAL, 2, 2, 1, 1, 0, 1, 0));
  }

  private static List<Bounds> deep() {
    return List.of(
        new Bounds(WriteSafety.BACKUP, 3, 2, 1, 1, 1, 0, 0),
        new Bounds(WriteSafety.BACKUP, 3, 2, 1, 0, 0, 1, 0),
        new Bounds(WriteSafety.BACKUP, 3, 3, 2, 1, 0, 0, 0),
        new Bounds(WriteSafety.BACKUP, 3, 1, 1, 1, 1, 1, 1),
        new Bounds(WriteSafety.BACKUP, 2, 3, 2, 2, 1, 1, 1),
        new Bounds(WriteSafety.STORE, 3, 2, 1, 1, 1, 0, 0),
        new Bounds(WriteSafety.STORE, 2, 2, 2, 1, 1, 1, 1),
        new Bounds(WriteSafety.LOCAL, 3, 2, 2, 1, 0, 1, 0));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void noOrderOfEventsBreaksARule(Bounds bounds) {
    long beganNanos = System.nanoTime();
    Explorer.Found found = new Explorer(MOST_STATES).explore(new World(bounds, Fault.NONE));
    System.out.printf("model: %s: %,d states, %,d steps, %,d ms%n", bounds, found.states(), found.steps(), (System.nanoTime() - beganNanos) / 1_000_000);
    assertEquals(Optional.empty(), found.broken(), () -> bounds + "\n" + found.broken().orElse(""));
  }

  /** A check that finds nothing proves nothing unless it finds what is wrong. */
  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aBrokenRuleIsFound(Fault fault) {
    Bounds bounds = switch (fault) {
      case EARLY_INV_ACK -> new Bounds(WriteSafety.BACKUP, 3, 2, 2, 0, 0, 0, 0);
      case BACKUP_FORGOTTEN -> new Bounds(WriteSafety.BACKUP, 3, 1, 1, 0, 1, 0, 0);
      case NO_FENCE -> new Bounds(WriteSafety.STORE, 3, 1, 3, 1, 1, 0, 0);
      default -> new Bounds(WriteSafety.BACKUP, 2, 2, 1, 0, 1, 0, 1);
    };
    assertTrue(new Explorer(MOST_STATES).explore(new World(bounds, fault)).broken().isPresent(), () -> fault + " was not found within " + bounds);
  }

  @Test
  void theSameStepsLeadToTheSameState() {
    World one = new World(usual().get(0), Fault.NONE);
    World other = new World(usual().get(0), Fault.NONE);
    for (int i = 0; i < 20 && !one.steps().isEmpty(); i++) {
      String step = one.steps().get(i % one.steps().size());
      one.step(step);
      other.step(step);
      assertEquals(one.text(), other.text());
      assertEquals(one.text(), one.copy().text());
    }
  }
}
