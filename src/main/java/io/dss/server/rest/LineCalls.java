package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.coherence.LineState;
import io.dss.node.cache.Caches;
import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Rejected;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** What operators ask about the lines of a node, and about the keys there are. As {@link CacheCalls} in all else. Thread-safe. */
final class LineCalls {
  /** What a line and a key take in a list, roughly. */
  private static final long LINE_BYTES = 200;
  private static final long KEY_BYTES = 50;

  private final Caches caches;
  private final Intake intake;
  private final LongAnswers answers;

  LineCalls(Caches caches, Intake intake, LongAnswers answers) {
    this.caches = caches;
    this.intake = intake;
    this.answers = answers;
  }

  CompletionStage<Answer> lines(Call call) {
    intake.noFields(call);
    QueryFields fields = new QueryFields(call);
    Optional<LineState> state = fields.text("state").map(LineCalls::state);
    int limit = fields.integer("limit", Limits.LIST_ROWS, Limits.LIST_ROWS_DEFAULT);
    CompletionStage<List<Caches.LineShown>> found = CompletableFuture.completedFuture(caches.lines(state, limit));
    return answers.write(found, it -> it.size() * LINE_BYTES, it -> Answer.ok(LineJson.lines(it)));
  }

  /** States are written in capitals everywhere. */
  private static LineState state(String came) {
    for (LineState each : LineState.values()) if (each.name().equals(came)) return each;
    String allowed = Arrays.stream(LineState.values()).map(LineState::name).collect(Collectors.joining(" or "));
    throw new Rejected(OUT_OF_RANGE, "state is " + JsonText.quoted(JsonField.clipped(came)) + ", " + allowed + " is allowed");
  }

  CompletionStage<Answer> line(Call call) {
    intake.noFields(call);
    String key = PathName.last(call.path());
    return caches.line(key).thenApply(it -> Answer.ok(LineJson.line(key, it)));
  }

  CompletionStage<Answer> keys(Call call) {
    intake.noFields(call);
    QueryFields fields = new QueryFields(call);
    String prefix = fields.namePart("prefix").orElse("");
    int limit = fields.integer("limit", Limits.LIST_ROWS, Limits.LIST_ROWS_DEFAULT);
    CompletionStage<Caches.Keys> found = caches.keys(prefix, fields.namePart("after"), limit);
    return answers.write(found, it -> it.keys().size() * KEY_BYTES, it -> Answer.ok(LineJson.keys(it)));
  }

  CompletionStage<Answer> flush(Call call) {
    intake.noFields(call);
    return caches.flush().thenApply(written -> Answer.ok(new JsonText().object().field("success", true).field("flushed", written).end().toString()));
  }
}
