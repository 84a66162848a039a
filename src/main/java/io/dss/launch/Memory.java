package io.dss.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory the nodes need, and how much the machine has left. */
final class Memory {
  /** What a node takes beside its heap (class data, compiled code, threads): 170 to 200 MB measured with an idle node, rounded up. */
  static final int NODE_OVERHEAD_MEGABYTES = 224;
  private static final Pattern MEM_AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+([0-9]+) kB$");
  private static final Pattern INACTIVE_FILE = Pattern.compile("(?m)^inactive_file ([0-9]+)$");
  private static final long MEGABYTE = 1024 * 1024;

  private Memory() {}

  static long neededMegabytes(int nodes, int heapMegabytes) {
    return (long) nodes * (heapMegabytes + NODE_OVERHEAD_MEGABYTES);
  }

  /** What new processes may take without swapping: the machine's, or the control group's if that is less. Empty where the system does not say. */
  static OptionalLong availableMegabytes() {
    OptionalLong machine = machineMegabytes(text(Path.of("/proc/meminfo")));
    Path group = Path.of("/sys/fs/cgroup");
    OptionalLong limited = groupMegabytes(text(group.resolve("memory.max")), text(group.resolve("memory.current")), text(group.resolve("memory.stat")));
    if (machine.isEmpty() || limited.isEmpty()) {
      return machine.isPresent() ? machine : limited;
    }
    return OptionalLong.of(Math.min(machine.getAsLong(), limited.getAsLong()));
  }

  static OptionalLong machineMegabytes(String meminfo) {
    Matcher matcher = MEM_AVAILABLE.matcher(meminfo);
    return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) / 1024) : OptionalLong.empty();
  }

  /** The files of a version 2 control group. Cached file pages count as used there, but are given back on demand. */
  static OptionalLong groupMegabytes(String max, String current, String stat) {
    if (!max.strip().matches("[0-9]{1,18}") || !current.strip().matches("[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    Matcher cache = INACTIVE_FILE.matcher(stat);
    long reclaimable = cache.find() ? Long.parseLong(cache.group(1)) : 0;
    return OptionalLong.of(Math.max(0, Long.parseLong(max.strip()) - Long.parseLong(current.strip()) + reclaimable) / MEGABYTE);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException notOnThisSystem) {
      return "";
    }
  }
}
