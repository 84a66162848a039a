package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.MISSING_FIELD;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.TOO_LARGE;

import io.dss.cache.CacheCommand.Delete;
import io.dss.cache.CacheCommand.Increment;
import io.dss.cache.CacheCommand.Write;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.protocol.CacheRanges;
import io.dss.protocol.Rejected;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what is to be done to a key, from the fields of a call or of an item of a list, whose {@code key} was read before. Thread-safe. */
final class CacheFields {
  private static final String VALUE = "value";
  /** No key ever has it: grants count from 1. */
  private static final Version OF_NO_WRITE = new Version(0, 0, 0, 1);

  private final int maxValueBytes;

  /** @param maxValueBytes {@code dss.cache.max-value-bytes} */
  CacheFields(int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  Write write(Fields fields) {
    Optional<Content> value = value(fields);
    OptionalLong ttl = fields.optionalMillis("ttl", CacheRanges.TTL_MILLIS);
    Optional<Version> ifVersion = ifVersion(fields);
    Optional<String> loadToken = fields.optionalName("load_token");
    boolean nothing = fields.flag("nothing", false);
    return new Write(nothing ? nothing(fields, ttl) : value.orElseThrow(() -> missing(fields, VALUE, "any JSON is due")), ttl, ifVersion, loadToken);
  }

  private Optional<Content> value(Fields fields) {
    if (!fields.has(VALUE)) {
      if (fields.has("nothing")) return Optional.empty();
      throw missing(fields, VALUE, "any JSON is due");
    }
    JsonField json = fields.any(VALUE);
    if (json.rawBytes() <= maxValueBytes) return Optional.of(new Content.Present(json.raw()));
    throw new Rejected(TOO_LARGE, fields.path(VALUE) + " has " + json.rawBytes() + " bytes, up to " + maxValueBytes + " (dss.cache.max-value-bytes) are allowed");
  }

  /** Without an end nobody would ever load again. */
  private static Content nothing(Fields fields, OptionalLong ttl) {
    if (fields.has(VALUE)) {
      throw new Rejected(OUT_OF_RANGE, fields.path(VALUE) + " and " + fields.path("nothing") + " are both there, one of them is allowed");
    }
    if (ttl.isEmpty()) throw missing(fields, "ttl", "a number of seconds is due with nothing");
    return new Content.Nothing();
  }

  static Delete delete(Fields fields) {
    Optional<Version> ifVersion = ifVersion(fields);
    return new Delete(ifVersion, fields.optionalName("load_token"));
  }

  static Increment increment(Fields fields) {
    long by = fields.optionalInteger("by", CacheRanges.NUMBER).orElse(1);
    OptionalLong initial = fields.optionalInteger("initial", CacheRanges.NUMBER);
    return new Increment(by, initial, fields.optionalMillis("ttl", CacheRanges.TTL_MILLIS));
  }

  /** Versions are opaque to clients, so a text that none of ours is like is one that the key does not have, and no bad input. */
  private static Optional<Version> ifVersion(Fields fields) {
    if (!fields.has("if_version")) return Optional.empty();
    try {
      return Optional.of(Version.parse(fields.text("if_version")));
    } catch (IllegalArgumentException none) {
      return Optional.of(OF_NO_WRITE);
    }
  }

  private static Rejected missing(Fields fields, String field, String due) {
    return new Rejected(MISSING_FIELD, fields.path(field) + " is missing, " + due);
  }
}
