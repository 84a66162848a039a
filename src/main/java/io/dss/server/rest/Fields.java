package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.MISSING_FIELD;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.WRONG_TYPE;

import io.dss.protocol.Limits;
import io.dss.protocol.Limits.Range;
import io.dss.protocol.LockType;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import io.dss.server.rest.JsonField.Kind;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The fields of a body, asked for one by one in the order of the contract; the first that is wrong ends it. A field that is there with {@code null}
 * is there, with the wrong type. Unknown fields are never looked at.
 */
final class Fields {
  /** Longer numbers are out of any range here, and reading one costs the square of its length. */
  private static final int NUMBER_CHARACTERS = 100;

  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);
  private final Map<String, JsonField> members;

  Fields(Map<String, JsonField> members) {
    this.members = members;
  }

  /** Required: the name of a lock, a client, ... */
  String name(String field) {
    String name = required(field, Kind.STRING, Kind.STRING.words()).text();
    Names.fault(name).ifPresent(what -> {
      throw new Rejected(BAD_NAME, field + " is no name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes of UTF-8 without control characters are");
    });
    return name;
  }

  LockType lockType(String field, LockType otherwise) {
    if (!members.containsKey(field)) return otherwise;
    JsonField came = required(field, Kind.STRING, Kind.STRING.words());
    for (LockType type : LockType.values()) {
      if (type.text().equals(came.text())) return type;
    }
    throw new Rejected(OUT_OF_RANGE, field + " is " + came.described() + ", \"exclusive\" or \"shared\" is allowed");
  }

  /** Required. {@code 7}, {@code 7.0} and {@code 7e0} are the same integer, as in JSON Schema; {@code 7.5} and {@code true} are none. */
  long integer(String field, Range range) {
    JsonField came = required(field, Kind.NUMBER, "an integer");
    BigDecimal value = number(field, came, range.min() + " to " + range.max());
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) throw wrongType(field, came, "an integer");
    boolean inside = value.compareTo(BigDecimal.valueOf(range.min())) >= 0 && value.compareTo(BigDecimal.valueOf(range.max())) <= 0;
    if (!inside) throw outOfRange(field, came, range.min() + " to " + range.max());
    return value.longValueExact();
  }

  OptionalLong optionalInteger(String field, Range range) {
    return members.containsKey(field) ? OptionalLong.of(integer(field, range)) : OptionalLong.empty();
  }

  /** Seconds, as milliseconds; a part of a millisecond is rounded up, because a lease is never shorter than what was asked for. */
  OptionalLong optionalMillis(String field, Range range) {
    if (!members.containsKey(field)) return OptionalLong.empty();
    JsonField came = required(field, Kind.NUMBER, "a number of seconds");
    String allowed = seconds(range.min()) + " to " + seconds(range.max()) + " seconds";
    BigDecimal millis = number(field, came, allowed).multiply(MILLIS);
    boolean inside = millis.compareTo(BigDecimal.valueOf(range.min())) >= 0 && millis.compareTo(BigDecimal.valueOf(range.max())) <= 0;
    if (!inside) throw outOfRange(field, came, allowed);
    return OptionalLong.of(roundedUp(millis, range));
  }

  long millis(String field, Range range, long otherwise) {
    return optionalMillis(field, range).orElse(otherwise);
  }

  /** {@code 1e-999999999} is inside some ranges, and setting its scale would write out its zeros. */
  private static long roundedUp(BigDecimal millis, Range range) {
    long floor = millis.signum() == 0 || millis.compareTo(BigDecimal.ONE) < 0 ? 0 : millis.longValue();
    return millis.compareTo(BigDecimal.valueOf(floor)) > 0 ? Math.min(floor + 1, range.max()) : floor;
  }

  private JsonField required(String field, Kind kind, String due) {
    JsonField came = members.get(field);
    if (came == null) throw new Rejected(MISSING_FIELD, field + " is missing, " + due + " is due");
    if (came.kind() != kind) throw wrongType(field, came, due);
    return came;
  }

  private static BigDecimal number(String field, JsonField came, String allowed) {
    if (came.text().length() > NUMBER_CHARACTERS) throw outOfRange(field, came, allowed);
    try {
      return new BigDecimal(came.text());
    } catch (NumberFormatException e) {
      // The grammar was checked by the parser: what is left is an exponent that no BigDecimal holds.
      throw outOfRange(field, came, allowed);
    }
  }

  private static Rejected wrongType(String field, JsonField came, String due) {
    return new Rejected(WRONG_TYPE, field + " is " + came.described() + ", " + due + " is due");
  }

  private static Rejected outOfRange(String field, JsonField came, String allowed) {
    return new Rejected(OUT_OF_RANGE, field + " is " + came.described() + ", " + allowed + " is allowed");
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }
}
