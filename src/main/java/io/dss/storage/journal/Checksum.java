package io.dss.storage.journal;

import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli) over numbers and bytes; the numbers bind the bytes to a place, so that what is sound elsewhere does not pass here. */
final class Checksum {
  private final CRC32C crc = new CRC32C();

  Checksum of(long number) {
    for (int shift = 56; shift >= 0; shift -= 8) crc.update((int) (number >>> shift) & 0xff);
    return this;
  }

  Checksum of(byte[] bytes, int from, int count) {
    crc.update(bytes, from, count);
    return this;
  }

  int value() {
    return (int) crc.getValue();
  }
}
