package io.dss.queue.table;

/**
 * How large the table may grow, in bytes as {@link MessageTable#bytes} counts. Each batch carries the limits that the leader had when it took it: every replica
 * decides by the same, and a changed setting holds from the next batch on, whatever a snapshot or another node thinks.
 *
 * @param maxBytes over all topics; a batch that brings messages must leave the table within it
 * @param reserveBytes beyond that, for batches that bring no message: attempts, deadlines and acknowledgements must go down when the table is full, or it could
 *     not be emptied
 */
public record TableLimits(long maxBytes, long reserveBytes) {
  /** As the setting {@code dss.queue.table-bytes} has it. */
  public static final TableLimits DEFAULT = of(128L << 20);

  public TableLimits {
    if (maxBytes < 1 || reserveBytes < 0 || maxBytes + reserveBytes < 0) {
      throw new IllegalArgumentException("a message table of " + maxBytes + " bytes with a reserve of " + reserveBytes);
    }
  }

  /** With a sixteenth more as the reserve. */
  public static TableLimits of(long maxBytes) {
    return new TableLimits(maxBytes, maxBytes / 16);
  }

  String full(long bytes) {
    return "bytes of the embedded message store: " + bytes + " of " + maxBytes + " are taken on every lock node; consume or purge messages, or raise dss.queue.table-bytes";
  }
}
