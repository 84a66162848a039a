package io.dss.coherence;

import io.dss.cache.CacheCommand;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Utf8;
import java.util.Optional;

/** A call that is not run yet. @param parked as long as somebody loads what it reads */
record Waiting(long call, CacheCommand command, Optional<IdempotencyKey> key, Optional<Parked> parked) {
  /** @param at the version of the marker @param untilMillis when its time is over, by the wall clock */
  record Parked(Version at, long untilMillis) {}

  Waiting park(Version at, long untilMillis) {
    return new Waiting(call, command, key, Optional.of(new Parked(at, untilMillis)));
  }

  boolean waitsForLoad(Version at, long nowMillis) {
    return parked.filter(load -> load.at().equals(at) && nowMillis < load.untilMillis()).isPresent();
  }

  boolean loadIsOver(long nowMillis) {
    return parked.filter(load -> nowMillis >= load.untilMillis()).isPresent();
  }

  boolean reads() {
    return command instanceof CacheCommand.Read;
  }

  String text() {
    return call + " " + commandText() + key.map(IdempotencyKey::toString).orElse("") + parked.map(Parked::toString).orElse("");
  }

  private String commandText() {
    if (!(command instanceof CacheCommand.Write write) || !(write.content() instanceof Content.Present present)) return command.toString();
    return "Write " + Utf8.text(present.json()) + write.ttlMillis() + write.ifVersion() + write.loadToken();
  }
}
