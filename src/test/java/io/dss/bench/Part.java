package io.dss.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be measured by itself, in this order. */
enum Part {
  LOCKS,
  QUEUES,
  CACHE,
  /** Very many messages of one topic: takes minutes and a large heap, so it runs only when it is asked for. */
  SCALE,
  /** Very many lines, and a node that joins: the same. */
  JOIN;

  static final String USUAL = "locks,queues,cache";

  /** @throws IllegalArgumentException naming {@code option}, if a word is none of these */
  static Set<Part> parse(String option, String text) {
    EnumSet<Part> parts = EnumSet.noneOf(Part.class);
    List<String> names = Arrays.stream(values()).map(part -> part.name().toLowerCase(Locale.ROOT)).toList();
    for (String word : text.split(",", -1)) {
      int at = names.indexOf(word.strip());
      if (at < 0) throw new IllegalArgumentException("-D" + option + "=" + text + " is no list of " + String.join(", ", names));
      parts.add(values()[at]);
    }
    return parts;
  }
}
