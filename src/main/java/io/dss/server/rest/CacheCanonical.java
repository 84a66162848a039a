package io.dss.server.rest;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheCommand.Delete;
import io.dss.cache.CacheCommand.Increment;
import io.dss.cache.CacheCommand.Write;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.kernel.BinaryWriter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of a change to a key as bytes, for the digest of its {@code Idempotency-Key}. The form that travels between nodes was rejected for it: that one may
 * change with a version, and a key must not.
 */
final class CacheCanonical {
  private final BinaryWriter out = new BinaryWriter();

  private CacheCanonical() {}

  /** @param command one that changes something */
  static byte[] of(CacheCommand command) {
    CacheCanonical canonical = new CacheCanonical();
    canonical.write(command);
    return canonical.out.toBytes();
  }

  private void write(CacheCommand command) {
    if (command instanceof Write it) {
      out.string("write").bool(it.content() instanceof Content.Nothing);
      if (it.content() instanceof Content.Present value) out.bytes(value.json());
      number(it.ttlMillis());
      text(it.ifVersion().map(Version::text));
      text(it.loadToken());
    } else if (command instanceof Delete it) {
      out.string("delete");
      text(it.ifVersion().map(Version::text));
      text(it.loadToken());
    } else if (command instanceof Increment it) {
      out.string("increment").i64(it.by());
      number(it.initial());
      number(it.ttlMillis());
    } else {
      throw new IllegalArgumentException("changes nothing: " + command);
    }
  }

  private void text(Optional<String> value) {
    out.bool(value.isPresent()).string(value.orElse(""));
  }

  private void number(OptionalLong value) {
    out.bool(value.isPresent()).i64(value.orElse(0));
  }
}
