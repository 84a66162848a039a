package io.dss.storage.redis;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server says of itself, and what follows.
 *
 * @param info lines of {@code INFO}
 * @param appendfsync of its configuration; empty if it does not tell, as managed ones do not
 * @param noSyncOnRewrite its {@code no-appendfsync-on-rewrite}; likewise
 */
record ServerReport(Map<String, String> info, Optional<String> appendfsync, Optional<String> noSyncOnRewrite) {
  /** The oldest that was tried: its scripts replicate what they did, and {@code HSET} takes many fields. */
  private static final int MIN_MAJOR = 6;
  private static final int MIN_MINOR = 2;

  static ServerReport of(String info, Optional<String> appendfsync, Optional<String> noSyncOnRewrite) {
    Map<String, String> lines = new TreeMap<>();
    info.lines().filter(line -> line.indexOf(':') > 0).forEach(line -> {
      int colon = line.indexOf(':');
      lines.put(line.substring(0, colon), line.substring(colon + 1).trim());
    });
    return new ServerReport(lines, appendfsync, noSyncOnRewrite);
  }

  boolean replica() {
    return "slave".equals(info.get("role"));
  }

  boolean loading() {
    return "1".equals(info.get("loading"));
  }

  /** Why it must not be used, and what to do. Only policies that evict any key: the keys of topics have no expiry. */
  Optional<String> refusal(String server) {
    String version = info.getOrDefault("redis_version", "unknown");
    if (tooOld(version)) {
      return Optional.of("Redis at " + server + " is of version " + version + ": DSS needs " + MIN_MAJOR + "." + MIN_MINOR + " or later");
    }
    String policy = info.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.startsWith("allkeys-")) return Optional.empty();
    return Optional.of("Redis at " + server + " throws data away when its memory is full (maxmemory-policy " + policy
        + "): set maxmemory-policy noeviction there, in its configuration and with CONFIG SET; DSS looks again every second");
  }

  private static boolean tooOld(String version) {
    String[] parts = version.split("\\.");
    if (parts.length < 2 || !parts[0].matches("\\d{1,4}") || !parts[1].matches("\\d{1,4}")) return false;
    int major = Integer.parseInt(parts[0]);
    return major < MIN_MAJOR || (major == MIN_MAJOR && Integer.parseInt(parts[1]) < MIN_MINOR);
  }

  /** What may be lost, exactly. */
  Optional<String> warning(String server) {
    String persistence = "Redis at " + server + ": ";
    if ("0".equals(info.get("aof_enabled"))) {
      return Optional.of(persistence + "appendonly is no, so when Redis stops, what was acknowledged since its last RDB file is lost"
          + " (everything, if it saves none); set appendonly yes and appendfsync always");
    }
    if (appendfsync.isEmpty()) {
      return Optional.of(persistence + "it does not tell its appendfsync (CONFIG is forbidden); unless that is always,"
          + " what was acknowledged since its last sync to disk is lost when its machine stops");
    }
    return switch (appendfsync.get()) {
      case "always" -> noSyncOnRewrite.filter("yes"::equals).map(yes -> persistence + "no-appendfsync-on-rewrite is yes, so what its operating system"
          + " has not written yet is lost when its machine stops while the AOF is rewritten; set it to no");
      case "everysec" -> Optional.of(persistence + "appendfsync is everysec, so what was acknowledged in the last second, two while its disk is slow,"
          + " is lost when its machine stops; set appendfsync always");
      default -> Optional.of(persistence + "appendfsync is " + appendfsync.get() + ", so what its operating system has not written yet, usually 30 seconds,"
          + " is lost when its machine stops (not when only its process does); set appendfsync always");
    };
  }
}
