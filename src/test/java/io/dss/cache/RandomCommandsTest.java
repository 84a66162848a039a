package io.dss.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.raft.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Commands at random, many of them sent again later, against a model that only knows what callers were promised: which value is there, whose load is
 * under way, what the first answer to a key was.
 */
class RandomCommandsTest {
  private static final int COMMANDS = 1_000;

  private record First(CacheCommand command, String answer, long atMillis) {}

  /** What the callers know. */
  private static final class Model {
    private final Random random;
    private final OneKey key = new OneKey();
    private final Map<String, First> firsts = new TreeMap<>();
    private final List<String> tokens = new ArrayList<>(List.of("no token"));
    private final List<Version> versions = new ArrayList<>(List.of(Version.NONE));
    private Optional<String> loader = Optional.empty();
    private long loaderUntilMillis;
    private Optional<String> value = Optional.empty();
    private long valueUntilMillis = Entry.NEVER;
    private int repeats;
    private int loads;

    Model(long seed) {
      random = new Random(seed);
    }

    private <T> T any(List<T> of) {
      return of.get(of.size() - 1 - random.nextInt(Math.min(of.size(), 3)));
    }

    private <T> Optional<T> maybe(List<T> of) {
      return random.nextInt(3) == 0 ? Optional.of(any(of)) : Optional.empty();
    }

    private OptionalLong ttl() {
      return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(200_000));
    }

    private CacheCommand command() {
      return switch (random.nextInt(6)) {
        case 0 -> CacheValues.read();
        case 1 -> CacheValues.load(1 + random.nextInt(30_000));
        case 2 -> new CacheCommand.Delete(maybe(versions), maybe(tokens));
        case 3 -> new CacheCommand.Increment(random.nextInt(9) - 4, random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(10), ttl());
        default -> new CacheCommand.Write(content(), ttl(), maybe(versions), maybe(tokens));
      };
    }

    private Content content() {
      return random.nextInt(5) == 0 ? new Content.Nothing() : CacheValues.json("" + random.nextInt(100));
    }

    void step() {
      key.pass(random.nextInt(10_000));
      if (key.nowMillis >= valueUntilMillis) value = Optional.empty();
      Optional<String> name = random.nextInt(3) == 0 ? Optional.of("k" + random.nextInt(200)) : Optional.empty();
      First first = name.map(firsts::get).filter(old -> key.nowMillis < old.atMillis + CacheLimits.KEPT_MILLIS).orElse(null);
      if (first == null) fresh(name);
      else repeat(name.get(), first);
    }

    private void repeat(String name, First first) {
      repeats++;
      assertEquals(first.answer, told(key.run(first.command, idempotency(name, first.command))), "the answer to " + name);
    }

    private static Optional<IdempotencyKey> idempotency(String name, CacheCommand command) {
      return Optional.of(new IdempotencyKey(name, "" + Spelled.of(command).hashCode()));
    }

    private static String told(CacheReply reply) {
      if (!(reply instanceof CacheReply.Written written)) return Spelled.of(reply);
      return "written " + written.entry().version() + " " + Spelled.of(written.entry().content()) + " " + written.entry().expiresAtMillis();
    }

    private void fresh(Optional<String> name) {
      CacheCommand command = command();
      Version before = key.entry.version();
      boolean expired = key.entry.expired(key.nowMillis);
      CacheReply reply = key.run(command, name.flatMap(some -> idempotency(some, command)));
      if (name.isPresent() && !(command instanceof CacheCommand.Read)) firsts.put(name.get(), new First(command, told(reply), key.nowMillis));
      judge(command, reply, expired ? key.entry.version() : before);
      if (key.entry.version().isAfter(before)) versions.add(key.entry.version());
    }

    private void judge(CacheCommand command, CacheReply reply, Version before) {
      if (command instanceof CacheCommand.Read read) judgeRead(read, reply);
      else if (reply instanceof CacheReply.Written written) judgeWritten(command, written.entry(), before);
      else if (command instanceof CacheCommand.Delete && key.entry.content() instanceof Content.Absent) loader = Optional.empty();
    }

    private void judgeRead(CacheCommand.Read read, CacheReply reply) {
      if (value.isPresent()) assertEquals(value.get(), CacheValues.text(((CacheReply.Found) reply).entry()));
      else assertFalse(reply instanceof CacheReply.Found, "there is nothing");
      if (reply instanceof CacheReply.Wait) assertTrue(loader.isPresent() && key.nowMillis < loaderUntilMillis, "nobody loads");
      if (!(reply instanceof CacheReply.Load load)) return;
      loads++;
      assertTrue(read.loadMillis().isPresent());
      assertTrue(loader.isEmpty() || key.nowMillis >= loaderUntilMillis, "two load at once");
      assertFalse(tokens.contains(load.token()));
      loader = Optional.of(load.token());
      loaderUntilMillis = load.untilMillis();
      tokens.add(load.token());
    }

    private void judgeWritten(CacheCommand command, Entry written, Version before) {
      if (command instanceof CacheCommand.Write write) {
        write.loadToken().ifPresent(token -> assertEquals(loader, Optional.of(token)));
        write.ifVersion().ifPresent(
            compared -> assertTrue(compared.equals(before) || compared.equals(Version.NONE) && value.isEmpty(), "it compared"));
      } else if (command instanceof CacheCommand.Delete delete) {
        delete.loadToken().ifPresent(token -> assertEquals(loader, Optional.of(token)));
        assertTrue(value.isPresent() || delete.loadToken().isPresent(), "there was nothing");
      } else {
        CacheCommand.Increment increment = (CacheCommand.Increment) command;
        long sum = increment.by() + (value.isPresent() ? Long.parseLong(value.get()) : increment.initial().orElseThrow());
        assertEquals("" + sum, CacheValues.text(written));
      }
      loader = Optional.empty();
      value = written.content() instanceof Content.Present ? Optional.of(CacheValues.text(written)) : Optional.empty();
      valueUntilMillis = written.content() instanceof Content.Present ? written.expiresAtMillis() : Entry.NEVER;
    }
  }

  private static Model run(long seed) {
    Model model = new Model(seed);
    for (int i = 0; i < COMMANDS; i++) model.step();
    return model;
  }

  @Test
  void callersGetWhatTheyWerePromised() {
    int[] seen = new int[2];
    new Seeds<>(RandomCommandsTest.class, 20, RandomCommandsTest::run).each(model -> {
      seen[0] += model.repeats;
      seen[1] += model.loads;
    });
    assertTrue(seen[0] > 0 && seen[1] > 0, "repeats " + seen[0] + ", loads " + seen[1]);
  }
}
