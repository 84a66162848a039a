package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.node.cache.Caches;
import io.dss.protocol.CacheRanges;
import io.dss.protocol.JsonText;
import io.dss.protocol.Rejected;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code GET /cache/events}, up to where the stream begins. Thread-safe. */
final class EventCalls {
  static final String KIND = "text/event-stream";

  /** What browsers send when they come back, with the {@code id} they had last. */
  private static final String RESUMED = "Last-Event-ID";

  private final Caches caches;
  private final Intake intake;

  EventCalls(Caches caches, Intake intake) {
    this.caches = caches;
    this.intake = intake;
  }

  /** @param cursor where the stream begins */
  record Opening(String prefix, String cursor) {}

  /** Asks for the position where the call gave none: a stream that breaks before its first event must be resumable too. Without waiting for a change. */
  CompletionStage<Opening> open(Call call) {
    intake.noFields(call, KIND);
    QueryFields fields = new QueryFields(call);
    String prefix = fields.namePart("prefix").orElse("");
    Optional<String> after = fields.text("after").map(text -> cursor("after", text));
    Optional<String> resumed = call.header(RESUMED).map(text -> cursor(RESUMED, text));
    Optional<String> cursor = resumed.isPresent() ? resumed : after;
    // Nothing is looked up for a cursor that is given: what it misses is told in the stream.
    return caches.changes(cursor, prefix, 1, 0).thenApply(page -> new Opening(prefix, cursor.orElse(page.cursor())));
  }

  private static String cursor(String field, String text) {
    boolean printable = text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (printable && !text.isEmpty() && text.length() <= CacheRanges.CURSOR_CHARACTERS) return text;
    throw new Rejected(OUT_OF_RANGE, field + " is " + JsonText.quoted(JsonField.clipped(text)) + ", the id of an event of this stream is allowed");
  }
}
