package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Effect;
import io.dss.spi.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(7);

  private static Step step(Effect... effects) {
    long bytes = 0;
    for (Effect effect : effects) bytes += effect.bytes();
    return new Step(List.of(effects), bytes, List.of(), List.of(), List.of());
  }

  private static Effect keep(int bytes) {
    return new Effect.Keep(1, new byte[0], new byte[bytes]);
  }

  @Test
  void batchesAreNumberedOnAndOnlyOneIsOnItsWay() {
    ledger.add(step(keep(10)));
    Ledger.Batch first = ledger.cut().orElseThrow();
    assertEquals(8, first.number());
    ledger.add(step(keep(10)));
    assertEquals(Optional.empty(), ledger.cut());
    assertEquals(7, ledger.number());
    assertSame(first.steps(), ledger.applied());
    assertEquals(8, ledger.number());
    assertEquals(9, ledger.cut().orElseThrow().number());
  }

  @Test
  void aBatchHoldsWholeStepsAsManyAsFit() {
    int third = MessageStore.BATCH_BYTES / 3 - 100;
    for (int i = 0; i < 4; i++) ledger.add(step(keep(third / 2), keep(third / 2)));
    assertEquals(6, ledger.cut().orElseThrow().effects().size());
    ledger.applied();
    assertEquals(2, ledger.cut().orElseThrow().effects().size());
  }

  @Test
  void aStepThatIsTooLargeGoesAloneAndWhole() {
    ledger.add(step(keep(10)));
    ledger.add(step(keep(MessageStore.BATCH_BYTES), keep(MessageStore.BATCH_BYTES)));
    ledger.add(step(keep(10)));
    List<Integer> sizes = new ArrayList<>();
    for (Optional<Ledger.Batch> batch = ledger.cut(); batch.isPresent(); batch = ledger.cut()) {
      sizes.add(batch.get().effects().size());
      ledger.applied();
    }
    assertEquals(List.of(1, 2, 1), sizes);
  }

  @Test
  void aStepWithoutEffectsIsFreeOnlyWhenNothingBeforeItIsOpen() {
    Step read = step();
    ledger.add(read);
    assertEquals(List.of(read), ledger.free());
    ledger.add(step(keep(10)));
    ledger.add(read);
    assertEquals(List.of(), ledger.free());
    ledger.cut();
    Step later = step();
    ledger.add(later);
    assertEquals(List.of(), ledger.free());
    assertEquals(2, ledger.applied().size());
    assertEquals(List.of(later), ledger.free());
    assertTrue(ledger.settled());
  }

  @Test
  void bytesAreThoseOfWhatIsOpen() {
    Step one = step(keep(100));
    ledger.add(one);
    ledger.add(step());
    assertEquals(one.bytes(), ledger.bytes());
    ledger.cut();
    ledger.add(one);
    assertEquals(2 * one.bytes(), ledger.bytes());
    ledger.applied();
    assertEquals(one.bytes(), ledger.bytes());
    ledger.dropWaiting();
    assertEquals(0, ledger.bytes());
  }

  @Test
  void whatIsGivenUpIsHandedBackInOrderAndItsNumberIsUsedAgain() {
    Step sent = step(keep(1));
    Step waiting = step(keep(2));
    ledger.add(sent);
    ledger.cut();
    ledger.add(waiting);
    assertFalse(ledger.settled());
    assertEquals(List.of(sent), ledger.dropSent());
    assertEquals(List.of(waiting), ledger.dropWaiting());
    assertTrue(ledger.settled());
    assertEquals(List.of(), ledger.dropSent());
    ledger.restart(3);
    ledger.add(sent);
    assertEquals(4, ledger.cut().orElseThrow().number());
  }
}
