package io.dss.queue;

/**
 * The fingerprint of an id: MurmurHash3 x64 128 (Appleby 2011) with seed 0. Two of a hundred thousand ids have the same one with a probability of 10^-29. It is
 * no cryptographic hash: who can make two ids collide can as well publish the other's id itself.
 */
final class IdPrint {
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int BLOCK = 16;

  private long high;
  private long low;

  private IdPrint(byte[] id) {
    int whole = id.length / BLOCK * BLOCK;
    for (int at = 0; at < whole; at += BLOCK) block(word(id, at), word(id, at + 8));
    high ^= mixedHigh(word(id, whole));
    low ^= mixedLow(word(id, whole + 8));
    end(id.length);
  }

  /** Its two halves. @param id in UTF-8 */
  static long[] of(byte[] id) {
    IdPrint print = new IdPrint(id);
    return new long[] {print.high, print.low};
  }

  private void block(long first, long second) {
    high = (Long.rotateLeft(high ^ mixedHigh(first), 27) + low) * 5 + 0x52dce729;
    low = (Long.rotateLeft(low ^ mixedLow(second), 31) + high) * 5 + 0x38495ab5;
  }

  private void end(int length) {
    high ^= length;
    low ^= length;
    high += low;
    low += high;
    high = avalanche(high);
    low = avalanche(low);
    high += low;
    low += high;
  }

  private static long mixedHigh(long word) {
    return Long.rotateLeft(word * C1, 31) * C2;
  }

  private static long mixedLow(long word) {
    return Long.rotateLeft(word * C2, 33) * C1;
  }

  private static long avalanche(long value) {
    long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  /** Eight bytes, the lowest first; those behind the end are zeros. */
  private static long word(byte[] id, int from) {
    long word = 0;
    for (int at = Math.min(id.length, from + 8) - 1; at >= from; at--) word |= (id[at] & 0xffL) << 8 * (at - from);
    return word;
  }
}
