package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;

/**
 * A line: this node's copy of a key.
 *
 * @param last the highest version that was granted or used here, also of a write that was undone; the next write is above it. {@link Version#NONE} of a line
 *     that is not exclusive
 */
record Copy(LineState state, Entry entry, Version last) {
  static final Copy ABSENT = new Copy(LineState.I, Entry.NONE, Version.NONE);

  Copy in(LineState next) {
    if (next == LineState.I) return ABSENT;
    if (next == LineState.IS || next == LineState.IM) return new Copy(next, Entry.NONE, Version.NONE);
    return new Copy(next, entry, next == LineState.S ? Version.NONE : last);
  }

  Version nextVersion() {
    return (last.isAfter(entry.version()) ? last : entry.version()).next();
  }

  /** Counters are not used twice, so the versions tell two copies apart. */
  String text() {
    return state + " " + entry.version() + " after " + last;
  }
}
