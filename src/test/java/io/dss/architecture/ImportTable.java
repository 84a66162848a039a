package io.dss.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who may import whom within {@code io.dss}: the table of the design, as data. A name ending in {@code .*} means the package and all below it. */
final class ImportTable {
  private static final List<String> CORES =
      List.of("kernel", "raft.*", "ring", "lock", "cluster", "queue.*", "cache.*", "coherence.*");
  private static final Map<String, List<String>> ALLOWED = table();

  private ImportTable() {}

  private static Map<String, List<String>> table() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    table.put("kernel", List.of());
    table.put("raft.log", List.of("kernel"));
    table.put("raft.quorum", List.of("kernel", "raft.log"));
    table.put("raft", List.of("kernel", "raft.log", "raft.quorum"));
    for (String core : List.of("ring", "lock", "cluster", "queue", "cache")) table.put(core, List.of("kernel"));
    table.put("queue.table", List.of("kernel", "queue"));
    table.put("cache.table", List.of("kernel", "cache"));
    table.put("coherence", List.of("kernel", "cache"));
    table.put("coherence.link", List.of("kernel", "cache", "coherence"));
    table.put("spi", CORES);
    table.put("node.raft", and(CORES, "spi", "node.route"));
    table.put("node.route", and(CORES, "spi"));
    // The services: the loop and the routing are shared by all, they themselves never meet.
    for (String service : List.of("node.cluster", "node.lock", "node.queue", "node.embedded", "node.cache", "node.memory")) {
      table.put(service, and(CORES, "spi", "node.raft", "node.route"));
    }
    for (String adapter : List.of("storage.journal", "storage.redis")) table.put(adapter, and(CORES, "spi"));
    table.put("transport", and(CORES, "spi"));
    table.put("transport.servlet", and(CORES, "spi", "transport"));
    table.put("protocol", List.of("kernel"));
    table.put("server.config", and(CORES, "spi", "node.*", "protocol"));
    for (String face : List.of("server.rest", "server.health", "server.console")) {
      table.put(face, and(CORES, "spi", "node.*", "protocol", "server.config"));
    }
    table.put("server.wiring", List.of(".*"));
    for (String client : List.of("client", "client.lock", "client.jms", "client.jcache", "client.cdi")) {
      table.put(client, List.of("kernel", "protocol", "client.*"));
    }
    table.put("cli", List.of("kernel", "protocol", "client.*"));
    for (String alone : List.of("launch", "jsonlog")) table.put(alone, List.of());
    return table;
  }

  private static List<String> and(List<String> packages, String... more) {
    List<String> all = new ArrayList<>(packages);
    all.addAll(List.of(more));
    return all;
  }

  static List<String> violations(List<ClassFile> classes) {
    List<String> found = new ArrayList<>();
    for (ClassFile file : classes) {
      String from = Packages.inside(file.packageName());
      List<String> allowed = ALLOWED.get(from);
      if (allowed == null) {
        found.add(file.name() + ": package io.dss." + from + " is not in the import table; move the class, or decide what the package may import");
        continue;
      }
      for (String used : file.classes()) {
        if (!used.startsWith(Packages.ROOT)) continue;
        String to = Packages.inside(ClassFile.packageOf(used));
        if (!to.equals(from) && !Packages.matches(to, allowed)) {
          found.add(file.name() + " uses " + used + ": io.dss." + from + " may import " + allowed
              + " only; hand the value in, or put a port into spi");
        }
      }
    }
    return found;
  }

  static boolean isCore(ClassFile file) {
    return Packages.matches(Packages.inside(file.packageName()), CORES);
  }
}
