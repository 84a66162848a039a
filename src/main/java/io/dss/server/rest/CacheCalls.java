package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheCommand.Read;
import io.dss.kernel.IdempotencyKey;
import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.Consistency;
import io.dss.protocol.CacheRanges;
import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.logging.Logger;

/**
 * What applications ask of one key, or of all that begin alike. Each call checks everything it can before it asks the engine, and throws {@link Rejected} if it
 * finds something; what the engine does then arrives with the stage, on a thread of the engine. Thread-safe.
 */
final class CacheCalls {
  private static final Logger AUDIT = Logger.getLogger("io.dss.audit");

  private final Caches caches;
  private final Intake intake;
  private final CacheFields fields;
  private final LongAnswers answers;

  CacheCalls(Caches caches, Intake intake, CacheFields fields, LongAnswers answers) {
    this.caches = caches;
    this.intake = intake;
    this.fields = fields;
    this.answers = answers;
  }

  CompletionStage<Answer> write(Call call) {
    Fields sent = intake.fields(call);
    String key = sent.name("key");
    return change(call, key, fields.write(sent), CacheAnswers.Asked.WRITE);
  }

  CompletionStage<Answer> delete(Call call) {
    Fields sent = intake.fields(call);
    String key = sent.name("key");
    return change(call, key, CacheFields.delete(sent), CacheAnswers.Asked.DELETE);
  }

  CompletionStage<Answer> increment(Call call) {
    Fields sent = intake.fields(call);
    String key = sent.name("key");
    return change(call, key, CacheFields.increment(sent), CacheAnswers.Asked.INCREMENT);
  }

  private CompletionStage<Answer> change(Call call, String key, CacheCommand command, CacheAnswers.Asked asked) {
    Optional<IdempotencyKey> once = Idempotency.of(call, () -> CacheCanonical.of(command));
    return caches.call(new Caches.Asked(key, command, Consistency.LINEARIZABLE, once, 0)).thenApply(it -> CacheAnswers.single(asked, it));
  }

  /** Has no key: asking again is what a reader does. */
  CompletionStage<Answer> read(Call call) {
    Fields sent = intake.fields(call);
    String key = sent.name("key");
    Consistency consistency = consistency(sent);
    boolean load = sent.flag("load", false);
    long loadMillis = sent.millis("load_time", CacheRanges.LOAD_MILLIS, CacheRanges.LOAD_DEFAULT_MILLIS);
    long waitMillis = sent.millis("wait", CacheRanges.WAIT_MILLIS, CacheRanges.WAIT_DEFAULT_MILLIS);
    Read command = new Read(load ? OptionalLong.of(loadMillis) : OptionalLong.empty());
    Caches.Asked asked = new Caches.Asked(key, command, consistency, Optional.empty(), load ? waitMillis : 0);
    return answers.write(caches.call(asked), CacheAnswers::bytes, it -> CacheAnswers.single(CacheAnswers.Asked.READ, it));
  }

  static Consistency consistency(Fields sent) {
    return sent.choice("consistency", Consistency.class).orElse(Consistency.LINEARIZABLE);
  }

  /** Takes no key: what an earlier call removed is not there, and asking again goes on. */
  CompletionStage<Answer> invalidate(Call call) {
    String prefix = prefix(intake.fields(call));
    String who = call.remoteAddress();
    return caches.removePrefix(prefix).thenApply(removed -> {
      AUDIT.info(() -> "invalidation of all keys with prefix " + JsonText.quoted(prefix) + " by " + who + ": " + removed.count() + " keys");
      return Answer.ok(new JsonText().object().field("success", true).field("removed", removed.count()).field("complete", removed.complete()).end().toString());
    });
  }

  /** An empty one would be everything, and is more likely a mistake. */
  private static String prefix(Fields sent) {
    String prefix = sent.text("prefix");
    Names.fault(prefix).ifPresent(what -> {
      throw new Rejected(BAD_NAME, "prefix is no part of a name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes of UTF-8 without control characters are");
    });
    return prefix;
  }
}
