package io.dss.queue;

import java.util.LinkedHashMap;

/** One string for many that are equal, while a topic is read. Bounded: what comes above the bound is kept as it is. */
final class Interned {
  private static final int NAMES = 1_024;

  private final LinkedHashMap<String, String> names = new LinkedHashMap<>();

  String of(String name) {
    String known = names.get(name);
    if (known != null) return known;
    if (names.size() < NAMES) names.put(name, name);
    return name;
  }
}
