package io.dss.queue.table;

import io.dss.queue.Fence;

/** What came of a {@link TableCommand}. Only {@link Granted} and {@link Applied} may have changed anything. */
public sealed interface TableReply {
  /** To a claim, also a repeated one. @param number of the last batch, 0 if there never was one */
  record Granted(long number) implements TableReply {}

  /** Another claim stands: a later one, or another cluster's. An earlier copy of the same batch may have been applied before that. */
  record Fenced(Fence by) implements TableReply {}

  record Applied() implements TableReply {}

  /** This batch was applied before, under this claim. */
  record Already() implements TableReply {}

  /** The last batch is {@code number}: those between are missing. */
  record Behind(long number) implements TableReply {}

  /** @param limit which limit, how much it allows and what to do */
  record Full(String limit) implements TableReply {}

  /** There is no claim of this topic; it was forgotten because so many topics were claimed and never written. To be claimed anew. */
  record Unclaimed() implements TableReply {}
}
