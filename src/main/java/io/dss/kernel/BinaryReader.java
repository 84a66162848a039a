package io.dss.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link BinaryWriter} wrote. Whatever the bytes are, the only outcome besides a value is {@link MalformedBinary}: no length is
 * believed before it was held against what is left. Not thread-safe.
 */
public final class BinaryReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  public BinaryReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public BinaryReader(byte[] bytes, int from, int count) {
    this.bytes = bytes;
    this.at = from;
    this.end = from + count;
  }

  public int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  public boolean bool() {
    int value = u8();
    if (value > 1) throw new MalformedBinary("byte " + value + " is no boolean");
    return value == 1;
  }

  public int i32() {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | bytes[at++] & 0xff;
    return value;
  }

  public long i64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) value = value << 8 | bytes[at++] & 0xff;
    return value;
  }

  public long count() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    throw new MalformedBinary("a count of more than nine bytes");
  }

  /** A {@link #count()} of things that take at least {@code bytesEach} bytes each, so that a wrong one cannot ask for more memory than there are bytes. */
  public int size(int bytesEach) {
    long value = count();
    if (value * bytesEach > remaining() || value > Integer.MAX_VALUE || value * bytesEach < 0) {
      throw new MalformedBinary("a size of " + value + " where " + remaining() + " bytes are left");
    }
    return (int) value;
  }

  public String string() {
    int count = size(1);
    try {
      String value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, count)).toString();
      at += count;
      return value;
    } catch (CharacterCodingException e) {
      throw new MalformedBinary("a string that is no UTF-8");
    }
  }

  public byte[] bytes() {
    return raw(size(1));
  }

  public byte[] raw(int count) {
    need(count);
    byte[] value = Arrays.copyOfRange(bytes, at, at + count);
    at += count;
    return value;
  }

  public NodeId node() {
    String value = string();
    try {
      return new NodeId(value);
    } catch (IllegalArgumentException e) {
      throw new MalformedBinary(e.getMessage());
    }
  }

  public Incarnation incarnation() {
    NodeId node = node();
    long number = count();
    if (number < 1) throw new MalformedBinary("incarnation 0");
    return new Incarnation(node, number);
  }

  public RequestStamp stamp() {
    Incarnation origin = incarnation();
    long sequence = count();
    long floor = count();
    if (floor < 1 || floor > sequence) throw new MalformedBinary("stamp " + sequence + " with floor " + floor);
    return new RequestStamp(origin, sequence, floor);
  }

  public int remaining() {
    return end - at;
  }

  /** The version byte that begins a form: it must be {@code known}. */
  public void version(int known, String form) {
    int version = u8();
    if (version != known) throw new MalformedBinary(form + " of version " + version + ", this build knows " + known);
  }

  /** There must be nothing left. */
  public void end() {
    if (at != end) throw new MalformedBinary(remaining() + " bytes too many");
  }

  private void need(int count) {
    if (count < 0 || count > remaining()) throw new MalformedBinary(count + " bytes are due where " + remaining() + " are left");
  }
}
