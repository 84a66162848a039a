package io.dss.cache;

/** What a key has at one version. */
public sealed interface Content {
  /** Never written, deleted, or expired. At a version above {@link Version#NONE} it is a tombstone: an older write that lands late changes nothing. */
  record Absent() implements Content {}

  /** @param json the value as it was written, in UTF-8; nobody writes to it */
  record Present(byte[] json) implements Content {}

  /** A loader found that there is nothing: readers are told so, and nobody loads again before it expires. */
  record Nothing() implements Content {}

  /**
   * Somebody loads it. A value like any other, so it survives what values survive, and whoever waits for the load waits for this line to be invalidated.
   *
   * @param token which the loader must bring
   * @param untilMillis wall clock; from then on another may load
   */
  record Loading(String token, long untilMillis) implements Content {}

  /** Bytes that it counts in a line's size. */
  default int bytes() {
    if (this instanceof Present present) return present.json().length;
    return this instanceof Loading loading ? loading.token().length() : 0;
  }
}
