package io.dss.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes values into a growing byte array, big-endian. The counterpart of {@link BinaryReader}, method by method. Every form that is stored or
 * sent begins with a version byte of its own ({@link #u8}). Not thread-safe.
 */
public final class BinaryWriter {
  private byte[] bytes;
  private int length;

  public BinaryWriter() {
    this(64);
  }

  public BinaryWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  /** A number in 0..255. */
  public BinaryWriter u8(int value) {
    Invariant.check(value >= 0 && value <= 0xff, "%d does not fit a byte", value);
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public BinaryWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  public BinaryWriter i32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) bytes[length++] = (byte) (value >>> shift);
    return this;
  }

  public BinaryWriter i64(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) bytes[length++] = (byte) (value >>> shift);
    return this;
  }

  /** A number that is not negative, in one to nine bytes of seven bits, the lowest first. */
  public BinaryWriter count(long value) {
    Invariant.check(value >= 0, "%d is negative", value);
    room(9);
    long rest = value;
    while (rest >= 0x80) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** UTF-8, its length in bytes before it. */
  public BinaryWriter string(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, their number before them. */
  public BinaryWriter bytes(byte[] value) {
    return count(value.length).raw(value, 0, value.length);
  }

  /** Bytes without their number. */
  public BinaryWriter raw(byte[] value, int from, int count) {
    room(count);
    System.arraycopy(value, from, bytes, length, count);
    length += count;
    return this;
  }

  public BinaryWriter node(NodeId value) {
    return string(value.value());
  }

  public BinaryWriter incarnation(Incarnation value) {
    return node(value.node()).count(value.number());
  }

  public BinaryWriter stamp(RequestStamp value) {
    return incarnation(value.origin()).count(value.sequence()).count(value.floor());
  }

  /** How many bytes have been written. */
  public int length() {
    return length;
  }

  /** A copy of what has been written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
  }
}
