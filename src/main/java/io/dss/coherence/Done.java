package io.dss.coherence;

import io.dss.cache.CacheReply;
import java.util.Optional;

/**
 * A call that was run, and is answered when the write it made, or saw, is safe.
 *
 * @param answered somebody still waits for the answer
 * @param wrote it made a new version
 * @param changed what to tell those who watch the key
 */
record Done(Waiting call, CacheReply reply, Effect.Source source, boolean answered, boolean wrote, Optional<Effect.Changed> changed) {
  Done unanswered() {
    return new Done(call, reply, source, false, wrote, changed);
  }

  /** The reply follows from the call and the versions that are there. */
  String text() {
    return call.text() + " " + reply.getClass().getSimpleName() + " " + source + " " + answered + " " + wrote + " " + changed.map(Effect.Changed::change);
  }
}
