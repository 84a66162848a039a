package io.dss.launch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Everything that the command line of one node depends on.
 *
 * @param build where the WAR, Payara Micro and its configuration are
 * @param home where the node lives
 * @param port its HTTP port, on loopback
 * @param heapMegabytes {@code -Xmx}
 * @param secretFile holds {@code dss.cluster.secret}; read by the start script, so that the secret is on no command line
 * @param environment the node's own variables; names are upper case letters, digits and underscores
 */
public record NodeSpec(Build build, NodeHome home, int port, int heapMegabytes, Path secretFile, SortedMap<String, String> environment) {
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

  public NodeSpec {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    for (String name : environment.keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        throw new IllegalArgumentException("not a variable's name: " + name);
      }
    }
  }

  /** The node's {@code NODE_ID}. */
  public String id() {
    return environment.get("NODE_ID");
  }

  /**
   * What all nodes of a run share.
   *
   * @param java the {@code java} executable
   * @param war the application
   * @param payaraJar Payara Micro
   * @param payaraConfig the directory {@code payara-config}
   */
  public record Build(Path java, Path war, Path payaraJar, Path payaraConfig) {
    /** The JVM that runs this very process; nodes run with the same one. */
    public static Path runningJava() {
      return Path.of(System.getProperty("java.home"), "bin", "java");
    }
  }
}
