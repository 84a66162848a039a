package io.dss.storage.journal;

/**
 * What follows the last whole batch of the last segment. A power loss leaves of the one batch that was being written any of its sectors (512 bytes),
 * or, where the file system counts finer, a beginning of it; space that was made ahead, or that the file does not reach, is zeros. What can have come
 * about like this may be cut, all else may not.
 */
enum Tail {
  /** Nothing. A batch of which not one byte arrived, and one that the disk lost altogether, look the same: nobody can tell. */
  CLEAN,
  /** A beginning of the next batch, then zeros: its sync has not returned. */
  TORN,
  /** Some of its sectors are zeros, later ones are not: out of order but possible for a torn write, possible also for a sector that was lost. */
  DOUBTFUL,
  /** A batch that is complete in length and wrong, or bytes that nothing here has written. */
  DAMAGED,
  /** A later batch is there, so the one before it was synced and is damaged. */
  FOLLOWED;

  static final int SECTOR_BYTES = 512;

  /** Judges the bytes of a segment from {@code at}, where batch {@code number} is due and is not whole. */
  static Tail judge(Batches batches, byte[] segment, int at, long number) {
    int end = contentEnd(segment, at);
    if (end == at) return CLEAN;
    if (laterBatch(batches, segment, at, end, number)) return FOLLOWED;
    boolean headed = batches.headerAt(segment, at);
    if (headed && batches.numberAt(segment, at) != number) return DAMAGED;
    long due = headed ? batches.endAt(segment, at) : at + Batches.HEADER_BYTES;
    if (end < due && (headed || beginsLike(segment, at, end, number))) return TORN;
    long checked = headed ? due : sectorEnd(due - 1);
    return hasMissingSector(segment, at, checked) ? DOUBTFUL : DAMAGED;
  }

  /** Where the last byte after {@code at} that is not zero ends; {@code at} if there is none. */
  static int contentEnd(byte[] segment, int at) {
    int end = segment.length;
    while (end > at && segment[end - 1] == 0) end--;
    return Math.max(at, end);
  }

  private static boolean laterBatch(Batches batches, byte[] segment, int at, int end, long number) {
    for (int i = at; i < end; i++) {
      if (batches.headerAt(segment, i) && batches.numberAt(segment, i) > number) return true;
    }
    return false;
  }

  private static boolean beginsLike(byte[] segment, int at, int end, long number) {
    byte[] expected = Batches.beginning(number).toBytes();
    for (int i = 0; i < Math.min(expected.length, end - at); i++) {
      if (segment[at + i] != expected[i]) return false;
    }
    return true;
  }

  private static boolean hasMissingSector(byte[] segment, int at, long end) {
    for (long from = at; from < end; from = sectorEnd(from)) {
      if (isZero(segment, from, Math.min(end, sectorEnd(from)))) return true;
    }
    return false;
  }

  private static boolean isZero(byte[] segment, long from, long to) {
    for (long i = from; i < Math.min(to, segment.length); i++) {
      if (segment[(int) i] != 0) return false;
    }
    return true;
  }

  private static long sectorEnd(long offset) {
    return (offset / SECTOR_BYTES + 1) * SECTOR_BYTES;
  }
}
