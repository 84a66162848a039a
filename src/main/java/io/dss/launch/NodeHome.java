package io.dss.launch;

import java.nio.file.Path;

/**
 * The directory of one node and the names in it.
 *
 * @param directory absolute
 */
public record NodeHome(Path directory) {
  public NodeHome {
    if (!directory.isAbsolute()) {
      throw new IllegalArgumentException(directory + " is not absolute");
    }
  }

  /** {@code dss.data.dir}: what survives a restart. */
  public Path data() {
    return directory.resolve("data");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /** The newest log records; older ones are in {@code node.1.log} and up, as {@code payara-config/logging-files.properties} says. */
  public Path log() {
    return logs().resolve("node.0.log");
  }

  /** What the process writes to standard output and error: the JVM's own complaints, and what is said before logging is set up. */
  public Path console() {
    return directory.resolve("console.log");
  }

  /** The id of the process that last started here, written by {@link #startScript()}. */
  public Path pidFile() {
    return directory.resolve("pid");
  }

  public Path startScript() {
    return directory.resolve("start.sh");
  }

  /** Payara's unpacked runtime; made anew at every start. */
  Path payara() {
    return directory.resolve("payara");
  }

  Path logProperties() {
    return directory.resolve("logging.properties");
  }

  Path prebootCommands() {
    return directory.resolve("preboot.asadmin");
  }
}
