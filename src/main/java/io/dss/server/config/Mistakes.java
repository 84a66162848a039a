package io.dss.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. */
final class Mistakes {
  private final List<String> lines = new ArrayList<>();

  void add(Key key, String what) {
    add(key.property(), what);
  }

  void add(String name, String what) {
    lines.add((name + " " + what).replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }

  int count() {
    return lines.size();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
