package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Fields that commands and replies have in common. What may be missing has a byte before it that says whether it is there. */
final class QueueFields {
  private QueueFields() {}

  static <T> void write(BinaryWriter out, Optional<T> value, BiConsumer<BinaryWriter, T> form) {
    out.bool(value.isPresent());
    value.ifPresent(there -> form.accept(out, there));
  }

  static <T> Optional<T> optional(BinaryReader in, Function<BinaryReader, T> form) {
    return in.bool() ? Optional.of(form.apply(in)) : Optional.empty();
  }

  static Optional<String> optionalString(BinaryReader in) {
    return optional(in, BinaryReader::string);
  }

  static void write(BinaryWriter out, OptionalLong value) {
    out.bool(value.isPresent());
    if (value.isPresent()) out.count(value.getAsLong());
  }

  static OptionalLong optionalCount(BinaryReader in) {
    return in.bool() ? OptionalLong.of(in.count()) : OptionalLong.empty();
  }

  /** @param value its place among {@code choices} is its form */
  static <T> void write(BinaryWriter out, T value, List<T> choices) {
    out.u8(choices.indexOf(value));
  }

  static <T> T one(BinaryReader in, List<T> choices) {
    int at = in.u8();
    if (at >= choices.size()) throw new MalformedBinary("choice " + at + " of " + choices);
    return choices.get(at);
  }

  static <T> void write(BinaryWriter out, List<T> values, BiConsumer<BinaryWriter, T> form) {
    out.count(values.size());
    values.forEach(value -> form.accept(out, value));
  }

  /** @param bytesEach at least @param most how many there may be */
  static <T> List<T> list(BinaryReader in, int bytesEach, int most, Supplier<T> form) {
    int count = in.size(bytesEach);
    if (count > most) throw new MalformedBinary(count + " things where " + most + " may be");
    List<T> values = new ArrayList<>(count);
    for (int left = count; left > 0; left--) values.add(form.get());
    return List.copyOf(values);
  }

  static int number(BinaryReader in) {
    long number = in.count();
    if (number > Integer.MAX_VALUE) throw new MalformedBinary(number + " does not fit a number of 31 bits");
    return (int) number;
  }

  static byte[] body(BinaryReader in) {
    byte[] body = in.bytes();
    if (body.length > QueueLimits.BODY_BYTES) throw new MalformedBinary("a body of " + body.length + " bytes");
    return body;
  }

  static int priority(BinaryReader in) {
    int priority = in.u8();
    if (priority > 9) throw new MalformedBinary("priority " + priority);
    return priority;
  }
}
