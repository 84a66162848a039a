package io.dss.ring;

import io.dss.kernel.Utf8;

/**
 * XXH64 (Collet, "xxHash fast digest algorithm", specification 0.1.1) over the UTF-8 bytes of a name.
 *
 * <p>It may never change: two nodes that hash differently would both own a thing, and everything stored is where the old hash put it. The tests pin
 * it by the published vectors. Rejected: {@link String#hashCode} (poorly mixed, names that end in a counter cluster), Murmur3 (as good, slower, and
 * has several incompatible variants), a cryptographic digest (nobody attacks the ring who could not name topics as he likes anyway).
 */
final class RingHash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private RingHash() {}

  /** 64 bits of {@code name}; another {@code seed} is another function. */
  static long of(String name, long seed) {
    return of(Utf8.bytes(name), seed);
  }

  static long of(byte[] bytes, long seed) {
    int stripes = bytes.length / 32 * 32;
    long hash = stripes > 0 ? striped(bytes, stripes, seed) : seed + P5;
    return mixed(tail(bytes, stripes, hash + bytes.length));
  }

  private static long striped(byte[] bytes, int end, long seed) {
    long a = seed + P1 + P2;
    long b = seed + P2;
    long c = seed;
    long d = seed - P1;
    for (int at = 0; at < end; at += 32) {
      a = round(a, i64(bytes, at));
      b = round(b, i64(bytes, at + 8));
      c = round(c, i64(bytes, at + 16));
      d = round(d, i64(bytes, at + 24));
    }
    long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
    return merged(merged(merged(merged(hash, a), b), c), d);
  }

  private static long tail(byte[] bytes, int from, long start) {
    long hash = start;
    int at = from;
    for (; at + 8 <= bytes.length; at += 8) hash = Long.rotateLeft(hash ^ round(0, i64(bytes, at)), 27) * P1 + P4;
    if (at + 4 <= bytes.length) {
      hash = Long.rotateLeft(hash ^ i32(bytes, at) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < bytes.length; at++) hash = Long.rotateLeft(hash ^ (bytes[at] & 0xffL) * P5, 11) * P1;
    return hash;
  }

  private static long mixed(long start) {
    long hash = (start ^ start >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long merged(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long i64(byte[] bytes, int at) {
    return i32(bytes, at) | i32(bytes, at + 4) << 32;
  }

  /** Four bytes, the lowest first, as the specification has it; never negative. */
  private static long i32(byte[] bytes, int at) {
    return bytes[at] & 0xffL | (bytes[at + 1] & 0xffL) << 8 | (bytes[at + 2] & 0xffL) << 16 | (bytes[at + 3] & 0xffL) << 24;
  }
}
