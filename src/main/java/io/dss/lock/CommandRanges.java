package io.dss.lock;

import io.dss.kernel.Utf8;
import java.util.Optional;

/** What every change in the log keeps to. The edge checks it with better words; this is the last line before the state. */
final class CommandRanges {
  private CommandRanges() {}

  /** What is out of range, if anything is. */
  static Optional<String> broken(LockCommand.Change command) {
    LockChange change = command.change();
    if (!name(change.lockName())) return Optional.of("a lock name of " + change.lockName().length() + " characters");
    if (command.key().isPresent() && !(key(command.key().get().key()) && key(command.key().get().fingerprint()))) {
      return Optional.of("an idempotency key or fingerprint of a wrong length");
    }
    if (change instanceof LockChange.Acquire acquire) return broken(acquire);
    if (change instanceof LockChange.Release release) return clientAndToken(release.clientId(), release.fencingToken().orElse(0));
    if (change instanceof LockChange.Renew renew) {
      if (!timeout(renew.timeoutMillis().orElse(1))) return Optional.of("a timeout of " + renew.timeoutMillis() + " ms");
      return clientAndToken(renew.clientId(), renew.fencingToken());
    }
    return Optional.empty();
  }

  private static Optional<String> broken(LockChange.Acquire acquire) {
    if (!timeout(acquire.timeoutMillis())) return Optional.of("a timeout of " + acquire.timeoutMillis() + " ms");
    long wait = acquire.waitMillis();
    if (wait < 0 || wait > LockLimits.MAX_WAIT_MILLIS) return Optional.of("a wait of " + wait + " ms");
    return clientAndToken(acquire.clientId(), 0);
  }

  private static Optional<String> clientAndToken(String clientId, long token) {
    if (!name(clientId)) return Optional.of("a client id of " + clientId.length() + " characters");
    return token < 0 ? Optional.of("a fencing token of " + token) : Optional.empty();
  }

  private static boolean timeout(long millis) {
    return millis >= 1 && millis <= LockLimits.MAX_TIMEOUT_MILLIS;
  }

  static boolean name(String name) {
    return fits(name, LockLimits.MAX_NAME_BYTES);
  }

  static boolean key(String key) {
    return fits(key, LockLimits.MAX_KEY_BYTES);
  }

  private static boolean fits(String text, int bytes) {
    return !text.isEmpty() && Utf8.fits(text, bytes);
  }
}
