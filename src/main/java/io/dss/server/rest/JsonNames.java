package io.dss.server.rest;

import java.util.HashSet;
import java.util.Set;

/** The names of one object seen so far. Most objects have a few: those are compared one by one, which costs less than any table. */
final class JsonNames {
  private static final int FEW = 8;
  private final String[] few = new String[FEW];
  private Set<String> many;
  private int count;

  /** @return false if it was there */
  boolean add(String name) {
    if (many != null) return many.add(name);
    for (int at = 0; at < count; at++) {
      if (few[at].equals(name)) return false;
    }
    if (count < FEW) {
      few[count++] = name;
      return true;
    }
    many = new HashSet<>(Set.of(few));
    return many.add(name);
  }
}
