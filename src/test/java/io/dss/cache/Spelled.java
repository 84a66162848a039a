package io.dss.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Values as text, the arrays in them spelled out: records that hold arrays are equal by identity. */
public final class Spelled {
  private Spelled() {}

  public static String of(Object value) {
    if (value instanceof byte[] bytes) return Arrays.toString(bytes);
    if (value instanceof Optional<?> optional) return optional.isEmpty() ? "-" : "+" + of(optional.get());
    if (value instanceof List<?> list) return list.stream().map(Spelled::of).toList().toString();
    return value instanceof Record ? fields(value) : String.valueOf(value);
  }

  private static String fields(Object value) {
    List<String> fields = new ArrayList<>();
    for (var component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        fields.add(component.getName() + "=" + of(component.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return value.getClass().getSimpleName() + fields;
  }
}
