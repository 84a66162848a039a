package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.MISSING_FIELD;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.WRONG_TYPE;

import io.dss.kernel.Utf8;
import io.dss.protocol.Limits;
import io.dss.protocol.Limits.Range;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import io.dss.server.rest.JsonField.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The fields of an object, asked for one by one in the order of the contract; the first that is wrong ends it. A field that is there with {@code null}
 * is there, with the wrong type. Unknown fields are never looked at.
 */
final class Fields {
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);
  private final Map<String, JsonField> members;
  private final String where;

  Fields(Map<String, JsonField> members) {
    this(members, "");
  }

  /** @param where in the body the object stands, such as {@code messages[3].}; what is wrong is told with it */
  private Fields(Map<String, JsonField> members, String where) {
    this.members = members;
    this.where = where;
  }

  boolean has(String field) {
    return members.containsKey(field);
  }

  /** The full name of a field, for a problem's detail. */
  String path(String field) {
    return where + field;
  }

  /** Required: the name of a lock, a client, ... */
  String name(String field) {
    String name = text(field);
    Names.fault(name).ifPresent(what -> {
      throw new Rejected(
          BAD_NAME, path(field) + " is no name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes of UTF-8 without control characters are");
    });
    return name;
  }

  Optional<String> optionalName(String field) {
    return has(field) ? Optional.of(name(field)) : Optional.empty();
  }

  /** Required: any string. */
  String text(String field) {
    return required(field, Kind.STRING, Kind.STRING.words()).text();
  }

  /** A string that can be kept: whole characters, at most {@code maxBytes} bytes of UTF-8. */
  Optional<String> optionalText(String field, int maxBytes) {
    if (!has(field)) return Optional.empty();
    String text = text(field);
    if (Names.hasHalfCharacter(text)) throw new Rejected(OUT_OF_RANGE, path(field) + " has half a character, which has no UTF-8");
    if (Utf8.fits(text, maxBytes)) return Optional.of(text);
    throw new Rejected(OUT_OF_RANGE, path(field) + " has " + Utf8.bytes(text).length + " bytes, up to " + maxBytes + " are allowed");
  }

  /** Two fields that say the same in two ways. */
  void oneOf(String field, String other) {
    if (!has(field) || !has(other)) return;
    throw new Rejected(OUT_OF_RANGE, path(field) + " and " + path(other) + " are both there, one of them is allowed");
  }

  /** Required: any value at all, {@code null} too. */
  JsonField any(String field) {
    JsonField came = members.get(field);
    if (came == null) throw new Rejected(MISSING_FIELD, path(field) + " is missing, any JSON is due");
    return came;
  }

  boolean flag(String field, boolean otherwise) {
    if (!has(field)) return otherwise;
    return required(field, Kind.BOOLEAN, "true or false").text().equals("true");
  }

  /** One of the words of an enumeration, which are its names in lower case. */
  <E extends Enum<E>> Optional<E> choice(String field, Class<E> type) {
    if (!has(field)) return Optional.empty();
    JsonField came = required(field, Kind.STRING, Kind.STRING.words());
    for (E each : type.getEnumConstants()) {
      if (word(each).equals(came.text())) return Optional.of(each);
    }
    throw outOfRange(field, came, words(type));
  }

  static <E extends Enum<E>> String words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(each -> '"' + word(each) + '"').collect(Collectors.joining(" or "));
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Required. {@code 7}, {@code 7.0} and {@code 7e0} are the same integer, as in JSON Schema; {@code 7.5} and {@code true} are none. */
  long integer(String field, Range range) {
    JsonField came = required(field, Kind.NUMBER, "an integer");
    BigDecimal value = number(field, came, range.min() + " to " + range.max());
    if (!isWhole(value)) throw wrongType(field, came, "an integer");
    if (!inside(value, range)) throw outOfRange(field, came, range.min() + " to " + range.max());
    return value.longValueExact();
  }

  OptionalLong optionalInteger(String field, Range range) {
    return has(field) ? OptionalLong.of(integer(field, range)) : OptionalLong.empty();
  }

  /** Seconds, as milliseconds; a part of a millisecond is rounded up, because a lease is never shorter than what was asked for. */
  OptionalLong optionalMillis(String field, Range range) {
    return optionalThousandths(field, range, "a number of seconds", " seconds");
  }

  long millis(String field, Range range, long otherwise) {
    return optionalMillis(field, range).orElse(otherwise);
  }

  /** A number, in thousandths; a part of one is rounded up. */
  long thousandths(String field, Range range, long otherwise) {
    return optionalThousandths(field, range, "a number", "").orElse(otherwise);
  }

  private OptionalLong optionalThousandths(String field, Range range, String due, String unit) {
    if (!has(field)) return OptionalLong.empty();
    JsonField came = required(field, Kind.NUMBER, due);
    String allowed = units(range.min()) + " to " + units(range.max()) + unit;
    BigDecimal value = number(field, came, allowed).multiply(MILLIS);
    if (!inside(value, range)) throw outOfRange(field, came, allowed);
    return OptionalLong.of(roundedUp(value, range));
  }

  /** An object inside this one. */
  Optional<Fields> object(String field) {
    if (!has(field)) return Optional.empty();
    return Optional.of(new Fields(required(field, Kind.OBJECT, "an object").members(), path(field) + "."));
  }

  /** The names of the members, in the order they were sent. */
  List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** Required: a list of objects. */
  List<Fields> objects(String field, Range size) {
    List<Fields> objects = new ArrayList<>();
    for (JsonField element : elements(field, size)) {
      String at = field + "[" + objects.size() + "]";
      if (element.kind() != Kind.OBJECT) throw wrongType(at, element, "an object");
      objects.add(new Fields(element.members(), path(at) + "."));
    }
    return objects;
  }

  /** A list of names; empty if it is not there. */
  List<String> optionalNames(String field, Range size) {
    return has(field) ? nameList(field, size) : List.of();
  }

  /** Required: a list of names. */
  List<String> nameList(String field, Range size) {
    List<String> names = new ArrayList<>();
    for (JsonField element : elements(field, size)) {
      String at = field + "[" + names.size() + "]";
      names.add(new Fields(Map.of(at, element), where).name(at));
    }
    return names;
  }

  private List<JsonField> elements(String field, Range size) {
    List<JsonField> elements = required(field, Kind.LIST, "a list").elements();
    if (size.contains(elements.size())) return elements;
    throw new Rejected(OUT_OF_RANGE, path(field) + " has " + elements.size() + " items, " + size.min() + " to " + size.max() + " are allowed");
  }

  /** {@code 1e-999999999} is inside some ranges, and setting its scale would write out its zeros. */
  private static long roundedUp(BigDecimal millis, Range range) {
    long floor = millis.signum() == 0 || millis.compareTo(BigDecimal.ONE) < 0 ? 0 : millis.longValue();
    return millis.compareTo(BigDecimal.valueOf(floor)) > 0 ? Math.min(floor + 1, range.max()) : floor;
  }

  /** Only of what has a fraction are zeros stripped: of {@code 100e2147483647} they cannot be. */
  private static boolean isWhole(BigDecimal value) {
    return value.scale() <= 0 || value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static boolean inside(BigDecimal value, Range range) {
    return value.compareTo(BigDecimal.valueOf(range.min())) >= 0 && value.compareTo(BigDecimal.valueOf(range.max())) <= 0;
  }

  private JsonField required(String field, Kind kind, String due) {
    JsonField came = members.get(field);
    if (came == null) throw new Rejected(MISSING_FIELD, path(field) + " is missing, " + due + " is due");
    if (came.kind() != kind) throw wrongType(field, came, due);
    return came;
  }

  /** Longer numbers are out of any range here, and reading one costs the square of its length. */
  private BigDecimal number(String field, JsonField came, String allowed) {
    if (came.rawBytes() > Limits.NUMBER_CHARACTERS) throw outOfRange(field, came, allowed);
    try {
      return new BigDecimal(came.text());
    } catch (NumberFormatException e) {
      // The grammar was checked by the scanner: what is left is an exponent that no BigDecimal holds.
      throw outOfRange(field, came, allowed);
    }
  }

  private Rejected wrongType(String field, JsonField came, String due) {
    return new Rejected(WRONG_TYPE, path(field) + " is " + came.described() + ", " + due + " is due");
  }

  private Rejected outOfRange(String field, JsonField came, String allowed) {
    return new Rejected(OUT_OF_RANGE, path(field) + " is " + came.described() + ", " + allowed + " is allowed");
  }

  private static String units(long thousandths) {
    return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
  }
}
