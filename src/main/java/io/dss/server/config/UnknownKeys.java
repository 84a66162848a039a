package io.dss.server.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.TreeSet;

/** A key that nobody reads is a typo, and a node that ignores it does not do what its operator believes. */
final class UnknownKeys {
  private UnknownKeys() {}

  /** {@code names}: of all sources, where environment variables come under their own names. */
  static void check(Iterable<String> names, Mistakes mistakes) {
    TreeSet<String> ours = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith("dss.") || name.startsWith("DSS_")) ours.add(name);
    }
    for (String name : ours) {
      if (!known(name)) mistakes.add(name, "is no key; the nearest is " + nearest(name));
    }
  }

  private static boolean known(String name) {
    return Arrays.stream(Key.values()).anyMatch(key -> key.property().equals(name) || key.environment().equals(name));
  }

  private static String nearest(String name) {
    boolean environment = name.startsWith("DSS_");
    return Arrays.stream(Key.values())
        .map(key -> environment ? key.environment() : key.property())
        .min(Comparator.comparingInt(candidate -> distance(candidate.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
