package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.LIMIT_REACHED;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheCommand.Delete;
import io.dss.cache.CacheCommand.Read;
import io.dss.kernel.IdempotencyKey;
import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.Consistency;
import io.dss.protocol.CacheRanges;
import io.dss.protocol.JsonText;
import io.dss.protocol.Problem;
import io.dss.protocol.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lists of what {@link CacheCalls} does for one key: each item by itself, side by side. A part of a list that is known to be bad input keeps all of it from being
 * done. Thread-safe.
 */
final class CacheListCalls {
  private static final String KEYS = "keys";
  private static final String ENTRIES = "entries";

  private final Caches caches;
  private final Intake intake;
  private final CacheFields fields;
  private final LongAnswers answers;

  CacheListCalls(Caches caches, Intake intake, CacheFields fields, LongAnswers answers) {
    this.caches = caches;
    this.intake = intake;
    this.fields = fields;
    this.answers = answers;
  }

  /** Part after part, so that no more values than the answer may have are in memory for it. */
  CompletionStage<Answer> readAll(Call call) {
    Fields sent = intake.fields(call);
    List<String> keys = sent.nameList(KEYS, CacheRanges.BATCH);
    Consistency consistency = CacheCalls.consistency(sent);
    List<Caches.Asked> asked = new ArrayList<>();
    for (String key : keys) asked.add(new Caches.Asked(key, new Read(OptionalLong.empty()), consistency, Optional.empty(), 0));
    return answered(CacheAnswers.Asked.READ, CacheResults.inParts(asked, this::ask, CacheRanges.READ_ALL_BYTES));
  }

  CompletionStage<Answer> writeAll(Call call) {
    Fields sent = intake.fields(call);
    List<String> keys = new ArrayList<>();
    List<CacheCommand> commands = new ArrayList<>();
    for (Fields each : sent.objects(ENTRIES, CacheRanges.BATCH)) {
      keys.add(each.name("key"));
      commands.add(fields.write(each));
    }
    distinct(keys, ENTRIES, "].key");
    return change(call, keys, commands, CacheAnswers.Asked.WRITE);
  }

  CompletionStage<Answer> deleteAll(Call call) {
    List<String> keys = intake.fields(call).nameList(KEYS, CacheRanges.BATCH);
    distinct(keys, KEYS, "]");
    List<CacheCommand> commands = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) commands.add(new Delete(Optional.empty(), Optional.empty()));
    return change(call, keys, commands, CacheAnswers.Asked.DELETE);
  }

  /** Items are done side by side: of two for one key nobody could say which is the later. */
  private static void distinct(List<String> keys, String list, String rest) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!seen.add(keys.get(i))) {
        throw new Rejected(OUT_OF_RANGE, list + "[" + i + rest + " is " + JsonText.quoted(JsonField.clipped(keys.get(i))) + ", which is in the list before; a key may come once");
      }
    }
  }

  private CompletionStage<Answer> change(Call call, List<String> keys, List<CacheCommand> commands, CacheAnswers.Asked kind) {
    List<Caches.Asked> asked = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      CacheCommand command = commands.get(i);
      Optional<IdempotencyKey> once = Idempotency.of(call, () -> CacheCanonical.of(command));
      asked.add(new Caches.Asked(keys.get(i), command, Consistency.LINEARIZABLE, once, 0));
    }
    return answered(kind, CacheResults.atOnce(asked, this::ask));
  }

  private CompletionStage<CacheResults.Result> ask(Caches.Asked asked) {
    boolean keySent = asked.idempotency().isPresent();
    CompletionStage<Caches.Answered> answer;
    try {
      answer = caches.call(asked);
    } catch (RuntimeException broken) {
      answer = CompletableFuture.failedFuture(broken);
    }
    return answer.handle((it, thrown) -> thrown == null ? CacheResults.Result.of(asked.key(), it) : CacheResults.Result.failed(asked.key(), Failures.problem(thrown, keySent)));
  }

  private CompletionStage<Answer> answered(CacheAnswers.Asked kind, CompletionStage<List<CacheResults.Result>> results) {
    return answers.write(results, CacheResults::bytes, it -> CacheResults.answer(kind, it));
  }

  /** Of an item for whose value the answer has no room. */
  static Problem tooMuch() {
    return Problem.of(LIMIT_REACHED, "the values in one answer may have " + CacheRanges.READ_ALL_BYTES + " bytes, and those before have as many: ask for it by itself");
  }
}
