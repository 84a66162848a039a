package io.dss.storage.journal;

/**
 * How the log lies on the disk.
 *
 * @param segmentBytes when a segment has reached this many, the next one begins; a batch that is larger has a segment of its own. 1 KiB to 1 GiB
 * @param stepBytes how far ahead space is written with zeros, so that most syncs change no file size: 0 to {@code segmentBytes}
 * @param batchBytes what is gathered in memory between two syncs; more is synced early. 1 byte to 256 MiB
 */
public record JournalSizes(int segmentBytes, int stepBytes, int batchBytes) {
  public static final JournalSizes DEFAULT = new JournalSizes(64 << 20, 1 << 20, 8 << 20);

  public JournalSizes {
    if (segmentBytes < 1 << 10 || segmentBytes > 1 << 30) throw new IllegalArgumentException("segments of " + segmentBytes + " bytes");
    if (stepBytes < 0 || stepBytes > segmentBytes) {
      throw new IllegalArgumentException("steps of " + stepBytes + " bytes in segments of " + segmentBytes);
    }
    if (batchBytes < 1 || batchBytes > 1 << 28) throw new IllegalArgumentException("batches of " + batchBytes + " bytes");
  }
}
