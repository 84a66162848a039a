package io.dss.cache.table;

/** What came of a {@link TableCommand}. */
public sealed interface TableReply {
  /** The bucket is fenced with this epoch, now or already. */
  record Raised() implements TableReply {}

  /** Each item is stored, or is older than what is there. */
  record Stored() implements TableReply {}

  /** To a fence or a write: a later home has the bucket; nothing was changed. An earlier copy of the same write may have been stored before that. */
  record Behind(BucketEpoch present) implements TableReply {}

  /** Nothing of it was stored, of no copy of it. @param limit which limit, how much it allows and what to do */
  record Full(String limit) implements TableReply {}
}
