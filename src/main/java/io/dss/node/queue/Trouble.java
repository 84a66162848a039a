package io.dss.node.queue;

import io.dss.node.route.Refusal;
import io.dss.spi.MessageStore;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Why the store did not do what it was asked. @param refused it must not be used as it is; else it may have done it, or not */
record Trouble(boolean refused, String what) {
  static Trouble of(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
    if (at instanceof MessageStore.Refused refused) return new Trouble(true, refused.getMessage());
    if (at instanceof MessageStore.Unreachable unreachable) return new Trouble(false, unreachable.getMessage());
    // Against the port's contract: nothing is known of what was done, as when it could not be reached.
    return new Trouble(false, String.valueOf(at));
  }

  /** For a call of which nothing was begun. */
  Refusal refusal() {
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "the message store is not available (" + what + "); nothing was changed",
        Optional.empty(), 1_000);
  }
}
