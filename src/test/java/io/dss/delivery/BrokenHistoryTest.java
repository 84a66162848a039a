package io.dss.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.Seen.Consumed;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Published;
import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Seen.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Long histories of a queue that keeps its promises pass; each is then spoiled in one place, and that is found. */
class BrokenHistoryTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 400;
  private static final long LATER = 1_000_000;

  @Test
  void aGoodHistoryPasses() {
    long duplicates = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      DeliveryVerdict verdict = verdict(RandomHistory.of(seed, STEPS));
      long at = seed;
      assertTrue(verdict.isClean(), () -> "seed " + at + ": " + verdict);
      duplicates += verdict.duplicates().values().stream().mapToLong(Long::longValue).sum();
    }
    assertTrue(duplicates > 10 * SEEDS, "only " + duplicates + " duplicates");
  }

  @Test
  void aGoodHistoryPassesInWhateverOrderItIsTold() {
    for (long seed = 1; seed <= 20; seed++) {
      List<Seen> history = RandomHistory.of(seed, STEPS);
      // Within the patience of the checker each client may be late.
      for (int i = 0; i + 8 < history.size(); i += 4) {
        if (!(history.get(i + 3) instanceof Seen.Publishing)) history.add(i, history.remove(i + 3));
      }
      DeliveryVerdict verdict = verdict(history);
      long at = seed;
      assertTrue(verdict.isClean(), () -> "seed " + at + ": " + verdict);
    }
  }

  @Test
  void anAcknowledgementThatWasNeverSentMakesALoss() {
    spoiled(Kind.LOST, (history, random) -> {
      Settled ack = onlyAck(history, random);
      history.removeIf(seen -> seen instanceof Settled call && call.id().equals(ack.id()));
      return history;
    });
  }

  @Test
  void anotherBodyIsFound() {
    spoiled(Kind.INVENTED, (history, random) -> changed(history, random, one -> new Handed(one.id(), one.body() + 1, one.attempts(), one.visible())));
  }

  @Test
  void aMessageThatNobodyPublishedIsFound() {
    spoiled(Kind.INVENTED, (history, random) -> changed(history, random, one -> new Handed(one.id() + "?", one.body(), 1, one.visible())));
  }

  @Test
  void aDeliveryLongAfterTheAcknowledgementIsFound() {
    spoiled(Kind.AFTER_ACK, (history, random) -> {
      Settled ack = onlyAck(history, random);
      history.add(new Consumed(RandomHistory.TOPIC, "default", LATER, LATER + 1, List.of(new Handed(ack.id(), 0, 99, RandomHistory.VISIBLE))));
      return history;
    });
  }

  @Test
  void attemptsThatDoNotGrowAreFound() {
    spoiled(Kind.ATTEMPTS_WENT_BACK, (history, random) -> {
      Consumed any = handing(history, random);
      Handed one = any.handed().get(0);
      long later = any.returned() + 1;
      history.add(history.indexOf(any) + 1, new Consumed(any.topic(), any.group(), later, later + 1, List.of(one)));
      return history;
    });
  }

  @Test
  void anAttemptThatNobodySawIsFound() {
    spoiled(Kind.PHANTOM_DELIVERY, (history, random) -> {
      history.removeIf(seen -> seen instanceof Seen.ConsumeLost);
      return changed(history, random, one -> new Handed(one.id(), one.body(), one.attempts() + 40, one.visible()));
    });
  }

  @Test
  void aPublishThatWasRefusedAndHappenedIsFound() {
    spoiled(Kind.INVENTED, (history, random) -> {
      String id = onlyAck(history, random).id();
      history.replaceAll(seen -> seen instanceof Published answer && answer.id().equals(id)
          ? new Published(answer.topic(), id, Seen.Answer.REFUSED, answer.returned()) : seen);
      return history;
    });
  }

  private interface Spoiling {
    List<Seen> spoil(List<Seen> history, Random random);
  }

  private static void spoiled(Kind kind, Spoiling spoiling) {
    List<Long> missed = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS / 4; seed++) {
      DeliveryVerdict verdict = verdict(spoiling.spoil(RandomHistory.of(seed, STEPS), new Random(seed)));
      if (verdict.found(kind) == 0) missed.add(seed);
    }
    assertEquals(List.of(), missed, "seeds whose history was spoiled and passed");
  }

  /** Of a message of which nothing else than this one acknowledgement can have been the end. */
  private static Settled onlyAck(List<Seen> history, Random random) {
    List<Settled> acks = history.stream().filter(Settled.class::isInstance).map(Settled.class::cast)
        .filter(call -> call.verb() == Verb.ACK && call.result() == Result.DONE)
        .filter(call -> history.stream().anyMatch(seen -> seen instanceof Published answer && answer.id().equals(call.id()) && answer.answer() == Seen.Answer.DONE))
        .toList();
    return acks.get(random.nextInt(acks.size()));
  }

  private static Consumed handing(List<Seen> history, Random random) {
    List<Consumed> all = history.stream().filter(seen -> seen instanceof Consumed call && !call.handed().isEmpty()).map(Consumed.class::cast).toList();
    return all.get(random.nextInt(all.size()));
  }

  private static List<Seen> changed(List<Seen> history, Random random, UnaryOperator<Handed> change) {
    Consumed any = handing(history, random);
    List<Handed> handed = new ArrayList<>(any.handed());
    handed.set(0, change.apply(handed.get(0)));
    history.set(history.indexOf(any), new Consumed(any.topic(), any.group(), any.called(), any.returned(), handed));
    return history;
  }

  private static DeliveryVerdict verdict(List<Seen> history) {
    DeliveryChecker checker = new DeliveryChecker(500);
    history.forEach(checker::saw);
    return checker.finish();
  }

  @Test
  void halfAMillionMessagesLeaveOnlyAFewToBeJudged() {
    DeliveryChecker checker = new DeliveryChecker(1_000);
    int most = 0;
    for (long number = 0; number < 500_000; number++) {
      String id = "m" + number;
      checker.saw(new Seen.Publishing("t", id, Optional.of("k" + number % 50), number, false, false, number));
      checker.saw(new Published("t", id, Seen.Answer.DONE, number + 1));
      checker.saw(new Consumed("t", "default", number + 2, number + 3, List.of(new Handed(id, number, 1, 100))));
      checker.saw(new Settled("t", "default", id, Verb.ACK, 1, Result.DONE, 0, number + 4, number + 5));
      most = Math.max(most, checker.open());
    }
    DeliveryVerdict verdict = checker.finish();
    assertTrue(verdict.found(Kind.LOST) == 0 && verdict.counts().acknowledged() == 500_000, verdict::toString);
    assertTrue(most < 2_000, most + " messages were kept at a time");
  }
}
