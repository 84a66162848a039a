package io.dss.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the user asked for with {@code -D}.
 *
 * @param topology {@code -Ddss.run.topology=single|trio|nine}, or {@code -Dsingle}, {@code -Dnine}; default trio
 * @param basePort {@code -Ddss.run.port}, the first node's port; default 8001
 * @param data {@code -Ddss.run.data}, where everything of a run lives; default {@code data} beside the pom
 * @param heapMegabytes {@code -Ddss.run.heap}, per node, such as {@code 256m} or {@code 1g}; 64 MB to 64 GB, default 384 MB
 * @param startTimeout {@code -Ddss.run.timeout}, in seconds from the first process to the last node ready; 1 to 3600, default 300
 * @param fresh {@code -Dfresh}: what earlier runs of this topology left is deleted first
 * @param stop {@code -Dstop}: starts nothing, stops what earlier runs left running
 */
public record LaunchOptions(Topology topology, int basePort, Path data, int heapMegabytes, Duration startTimeout, boolean fresh, boolean stop) {
  static final int DEFAULT_HEAP_MEGABYTES = 384;
  static final int DEFAULT_START_TIMEOUT_SECONDS = 300;
  private static final String PREFIX = "dss.run.";
  private static final List<String> KNOWN = List.of("topology", "port", "data", "heap", "timeout");
  private static final Pattern HEAP = Pattern.compile("([0-9]{1,6})([mMgG])");

  /** Reads the options; anything under {@code dss.run.} that is none of them is refused, so that a slip of the pen does not pass for a default. */
  public static LaunchOptions parse(Properties properties, Path base) throws LaunchRefused {
    refuseUnknown(properties);
    Topology topology = topology(properties);
    int port = number(properties, "port", Topology.DEFAULT_BASE_PORT, 1024, 65535);
    if (topology.lastPort(port) > 65535) {
      throw new LaunchRefused("-Ddss.run.port=" + port + " is too high: the last node would need port " + topology.lastPort(port));
    }
    Path data = base.resolve(properties.getProperty(PREFIX + "data", "data")).toAbsolutePath().normalize();
    Duration timeout = Duration.ofSeconds(number(properties, "timeout", DEFAULT_START_TIMEOUT_SECONDS, 1, 3600));
    return new LaunchOptions(topology, port, data, heapMegabytes(properties), timeout, flag(properties, "fresh"), flag(properties, "stop"));
  }

  /** Where this run's nodes live. Other ports are another cluster: the addresses of its members are part of its data. */
  public Path clusterDirectory() {
    String name = topology.name().toLowerCase(Locale.ROOT);
    return data.resolve(basePort == Topology.DEFAULT_BASE_PORT ? name : name + "-" + basePort);
  }

  private static void refuseUnknown(Properties properties) throws LaunchRefused {
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
        throw new LaunchRefused("-D" + name + " is no option; there are -Ddss.run." + String.join(", -Ddss.run.", KNOWN)
            + ", -Dsingle, -Dnine, -Dfresh and -Dstop");
      }
    }
  }

  private static Topology topology(Properties properties) throws LaunchRefused {
    List<String> asked = new ArrayList<>();
    if (properties.getProperty(PREFIX + "topology") != null) {
      asked.add(properties.getProperty(PREFIX + "topology"));
    }
    for (String flag : List.of("single", "trio", "nine")) {
      if (flag(properties, flag)) {
        asked.add(flag);
      }
    }
    if (asked.size() > 1) {
      throw new LaunchRefused("one topology at a time: " + String.join(" and ", asked) + " were asked for");
    }
    String name = asked.isEmpty() ? "trio" : asked.get(0);
    for (Topology topology : Topology.values()) {
      if (topology.name().toLowerCase(Locale.ROOT).equals(name)) {
        return topology;
      }
    }
    throw new LaunchRefused("-Ddss.run.topology=" + name + " is unknown: it may be single, trio or nine");
  }

  private static int heapMegabytes(Properties properties) throws LaunchRefused {
    String text = properties.getProperty(PREFIX + "heap", DEFAULT_HEAP_MEGABYTES + "m");
    var matcher = HEAP.matcher(text);
    int megabytes = matcher.matches() ? Integer.parseInt(matcher.group(1)) * (matcher.group(2).equalsIgnoreCase("g") ? 1024 : 1) : 0;
    if (megabytes < 64 || megabytes > 65536) {
      throw new LaunchRefused("-Ddss.run.heap=" + text + " is no heap size: write 64m to 64g, such as 256m");
    }
    return megabytes;
  }

  private static int number(Properties properties, String name, int otherwise, int least, int most) throws LaunchRefused {
    String text = properties.getProperty(PREFIX + name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw new LaunchRefused("-Ddss.run." + name + "=" + text + " is no number between " + least + " and " + most);
    }
    throw new LaunchRefused("-Ddss.run." + name + "=" + text + " is not between " + least + " and " + most);
  }

  /** {@code -Dfresh} alone arrives from Maven as {@code true}, from other callers as the empty string. */
  private static boolean flag(Properties properties, String name) {
    String value = properties.getProperty(name);
    return value != null && !value.equalsIgnoreCase("false");
  }
}
