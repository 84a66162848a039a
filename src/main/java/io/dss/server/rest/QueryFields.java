package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.WRONG_TYPE;

import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Limits.Range;
import io.dss.protocol.Names;
import io.dss.protocol.Rejected;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters behind the {@code ?}. A known one that comes twice is refused: whoever sent it means one of them, and nobody knows which. */
final class QueryFields {
  /** What a long holds for certain. */
  private static final int LONG_DIGITS = 18;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> times = new LinkedHashMap<>();

  QueryFields(Call call) {
    String query = call.query().orElse("");
    if (query.isEmpty()) return;
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = PathName.decoded(equals < 0 ? pair : pair.substring(0, equals), true);
      values.put(name, equals < 0 ? "" : PathName.decoded(pair.substring(equals + 1), true));
      times.merge(name, 1, Integer::sum);
    }
  }

  Optional<String> text(String field) {
    if (times.getOrDefault(field, 0) > 1) throw new Rejected(WRONG_TYPE, field + " comes " + times.get(field) + " times, once is allowed");
    return Optional.ofNullable(values.get(field));
  }

  /** A name or the beginning of one; an empty one is as if it were not there. */
  Optional<String> namePart(String field) {
    Optional<String> part = text(field).filter(value -> !value.isEmpty());
    part.flatMap(Names::faultBeyondEmpty).ifPresent(what -> {
      throw new Rejected(BAD_NAME, field + " is no part of a name: " + what + "; up to " + Limits.NAME_BYTES + " bytes without control characters are");
    });
    return part;
  }

  /** A whole name. */
  Optional<String> name(String field) {
    Optional<String> name = text(field);
    name.flatMap(Names::fault).ifPresent(what -> {
      throw new Rejected(BAD_NAME, field + " is no name: " + what + "; 1-" + Limits.NAME_BYTES + " bytes without control characters are");
    });
    return name;
  }

  Optional<Boolean> flag(String field) {
    return text(field).map(came -> switch (came) {
      case "true" -> true;
      case "false" -> false;
      default -> throw outOfRange(field, JsonText.quoted(JsonField.clipped(came)), "true or false");
    });
  }

  /** One of the words of an enumeration, which are its names in lower case. */
  <E extends Enum<E>> Optional<E> choice(String field, Class<E> type) {
    return text(field).map(came -> {
      for (E each : type.getEnumConstants()) {
        if (Fields.word(each).equals(came)) return each;
      }
      throw outOfRange(field, JsonText.quoted(JsonField.clipped(came)), Fields.words(type));
    });
  }

  int integer(String field, Range range, int otherwise) {
    return (int) whole(field, range, otherwise);
  }

  long whole(String field, Range range, long otherwise) {
    Optional<String> came = text(field);
    if (came.isEmpty()) return otherwise;
    if (!came.get().matches("-?[0-9]+")) {
      throw new Rejected(WRONG_TYPE, field + " is \"" + JsonField.clipped(came.get()) + "\", an integer is due");
    }
    long value = came.get().length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(came.get());
    if (range.contains(value)) return value;
    throw outOfRange(field, JsonField.clipped(came.get()), range.min() + " to " + range.max());
  }

  private static Rejected outOfRange(String field, String came, String allowed) {
    return new Rejected(OUT_OF_RANGE, field + " is " + came + ", " + allowed + " is allowed");
  }
}
