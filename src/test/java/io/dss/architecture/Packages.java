package io.dss.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names of packages below {@code io.dss}, and the cycles among them. */
final class Packages {
  static final String ROOT = "io.dss.";

  private Packages() {}

  /** The name without the root. */
  static String inside(String packageName) {
    return packageName.startsWith(ROOT) ? packageName.substring(ROOT.length()) : packageName;
  }

  static boolean matches(String packageName, List<String> patterns) {
    return patterns.stream().anyMatch(pattern -> pattern.equals(".*") || pattern.equals(packageName)
        || pattern.endsWith(".*") && (packageName + ".").startsWith(pattern.substring(0, pattern.length() - 1)));
  }

  static List<String> cycles(List<ClassFile> classes) {
    TreeMap<String, SortedSet<String>> uses = new TreeMap<>();
    for (ClassFile file : classes) {
      SortedSet<String> used = uses.computeIfAbsent(file.packageName(), unused -> new TreeSet<>());
      file.classes().stream().filter(name -> name.startsWith(ROOT)).map(ClassFile::packageOf).filter(name -> !name.equals(file.packageName()))
          .forEach(used::add);
    }
    List<String> found = new ArrayList<>();
    for (String from : uses.keySet()) {
      for (String to : uses.get(from)) {
        if (!reached(to, uses).contains(from)) continue;
        found.add(from + " uses " + to + ", which leads back to it: turn one of the two round with an interface");
      }
    }
    return found;
  }

  private static SortedSet<String> reached(String from, TreeMap<String, SortedSet<String>> uses) {
    SortedSet<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      for (String next : uses.getOrDefault(open.remove(open.size() - 1), new TreeSet<>())) {
        if (reached.add(next)) open.add(next);
      }
    }
    return reached;
  }
}
