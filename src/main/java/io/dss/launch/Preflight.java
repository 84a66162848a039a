package io.dss.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What would keep the nodes from running, found out before the first one is started. (The JDK's version is checked by the build, see the pom.) */
final class Preflight {
  private Preflight() {}

  /** Every file that the nodes are started from is there. */
  static void build(NodeSpec.Build build) throws LaunchRefused {
    for (Path file : List.of(build.java(), build.war(), build.payaraJar())) {
      if (!Files.isReadable(file)) {
        throw new LaunchRefused(file + " is missing: mvn -Prun builds it before it starts anything");
      }
    }
    for (String name : StartScript.CONFIG_FILES) {
      if (!Files.isReadable(build.payaraConfig().resolve(name))) {
        throw new LaunchRefused(build.payaraConfig().resolve(name) + " is missing: it belongs to the sources");
      }
    }
  }

  /** Nobody listens on the nodes' ports. */
  static void ports(List<NodePlan> nodes, int freeBasePortHint) throws LaunchRefused {
    for (NodePlan node : nodes) {
      if (isTaken(node.port())) {
        throw new LaunchRefused("port " + node.port() + " (" + node.id() + ") is taken by another program: end that, or choose other ports with"
            + " -Ddss.run.port=" + freeBasePortHint);
      }
    }
  }

  static boolean isTaken(int port) {
    // On every address: a program that listens on all of them takes loopback, too. SO_REUSEADDR, because Payara sets it and a port in TIME_WAIT is no obstacle.
    for (InetAddress address : List.of(InetAddress.getLoopbackAddress(), new InetSocketAddress(port).getAddress())) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(address, port));
      } catch (IOException taken) {
        return true;
      }
    }
    return false;
  }

  /** The machine has memory for {@code nodes} nodes; {@code available} is empty where that cannot be known. */
  static void memory(int nodes, int heapMegabytes, OptionalLong available) throws LaunchRefused {
    long needed = Memory.neededMegabytes(nodes, heapMegabytes);
    if (available.isPresent() && available.getAsLong() < needed) {
      throw new LaunchRefused(String.format(Locale.ROOT, "too little memory: %d %s of %d MB heap %s %,d MB, %,d MB are free; "
          + "-Ddss.run.heap=128m takes less, and so does -Dsingle", nodes, nodes == 1 ? "node" : "nodes", heapMegabytes,
          nodes == 1 ? "needs" : "need", needed, available.getAsLong()));
    }
  }

  /** The data directory can be made and written to. */
  static void writable(Path data) throws LaunchRefused {
    try {
      Files.createDirectories(data);
      Files.delete(Files.createTempFile(data, "writable", ".tmp"));
    } catch (IOException refused) {
      throw new LaunchRefused("the data directory " + data + " cannot be written to (" + refused + "); choose another with -Ddss.run.data=DIRECTORY");
    }
  }
}
