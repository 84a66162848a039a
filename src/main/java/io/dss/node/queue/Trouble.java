package io.dss.node.queue;

import io.dss.node.route.Refusal;
import io.dss.spi.MessageStore;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Why the store did not do what it was asked. */
record Trouble(Kind kind, String what) {
  enum Kind {
    /** It could not be asked, or did not answer: it may have done it, or not. */
    AWAY,
    /** It must not be used as it is, and has done nothing. */
    REFUSED,
    /** It failed against its contract: what was done is as unknown as when it is away, and asking it the same once more may fail for ever. */
    BROKEN
  }

  static Trouble of(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
    if (at instanceof MessageStore.Refused refused) return new Trouble(Kind.REFUSED, refused.getMessage());
    if (at instanceof MessageStore.Unreachable unreachable) return new Trouble(Kind.AWAY, unreachable.getMessage());
    return new Trouble(Kind.BROKEN, String.valueOf(at));
  }

  boolean refused() {
    return kind == Kind.REFUSED;
  }

  /** For a call of which nothing was begun. */
  Refusal refusal() {
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "the message store is not available (" + what + "); nothing was changed",
        Optional.empty(), 1_000);
  }
}
