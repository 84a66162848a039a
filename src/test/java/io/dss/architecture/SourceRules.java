package io.dss.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules over the text of source files, by path below the source root. */
final class SourceRules {
  static final int MAX_LINES = 400;
  private static final Pattern LEFTOVER = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private SourceRules() {}

  static SortedMap<String, String> sources(Path root) throws IOException {
    SortedMap<String, String> sources = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(file -> file.toString().endsWith(".java")).toList()) {
        sources.put(root.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return sources;
  }

  static List<String> withoutPackageInfo(SortedMap<String, String> sources) {
    TreeSet<String> directories = new TreeSet<>();
    sources.keySet().forEach(path -> directories.add(path.substring(0, path.lastIndexOf('/') + 1)));
    return directories.stream().filter(directory -> !sources.containsKey(directory + "package-info.java"))
        .map(directory -> directory + " has no package-info.java: say what the package is for and what it must not know").toList();
  }

  static List<String> tooLong(SortedMap<String, String> sources) {
    List<String> found = new ArrayList<>();
    sources.forEach((path, text) -> {
      long lines = text.lines().count();
      if (lines > MAX_LINES) found.add(path + " has " + lines + " lines: more than " + MAX_LINES + " hold more than one idea; split it by idea");
    });
    return found;
  }

  static List<String> leftovers(SortedMap<String, String> sources) {
    List<String> found = new ArrayList<>();
    sources.forEach((path, text) -> {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (LEFTOVER.matcher(lines.get(i)).find()) found.add(path + ":" + (i + 1) + " is a leftover: do it now, or open an issue");
      }
    });
    return found;
  }
}
