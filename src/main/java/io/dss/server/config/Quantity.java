package io.dss.server.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with units: {@code 2500}, {@code 2.5s}, {@code 64MiB}. */
final class Quantity {
  private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");
  private static final Map<String, Long> MILLIS = Map.of("", 1L, "ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> BYTES = Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> PLAIN = Map.of("", 1L);

  private Quantity() {}

  /** In the unit of {@code type}; empty if {@code text} is not of that form or not whole in that unit. */
  static OptionalLong read(ValueType type, String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) return OptionalLong.empty();
    Long factor = factors(type).get(form.group(2));
    if (factor == null) return OptionalLong.empty();
    try {
      return OptionalLong.of(new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(factor)).longValueExact());
    } catch (ArithmeticException e) {
      // A part of a unit, or beyond a long: no value of this type.
      return OptionalLong.empty();
    }
  }

  /** What may be written, for the line that tells a mistake. */
  static String form(ValueType type) {
    return switch (type) {
      case DURATION -> "a whole number of milliseconds, or a number with ms, s, m or h";
      case SIZE -> "a whole number of bytes, or a number with KiB, MiB or GiB";
      case PERCENT -> "a whole number of percent";
      case INTEGER, TEXT, PEERS, CHOICE -> "an integer";
    };
  }

  private static Map<String, Long> factors(ValueType type) {
    return switch (type) {
      case DURATION -> MILLIS;
      case SIZE -> BYTES;
      case INTEGER, PERCENT, TEXT, PEERS, CHOICE -> PLAIN;
    };
  }
}
