package io.dss.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The environment files of the containers name keys that there are, all of them, and the example says what is true without it. */
class EnvironmentFilesTest {
  private static final Path EXAMPLE = Path.of(".env.example");
  private static final Path DEFAULTS = Path.of("docker/defaults.env");
  private static final Path TRIO = Path.of("docker/trio.env");
  /** Set in the compose file, for each container its own. */
  private static final Set<String> OF_ONE_NODE = Set.of("NODE_ID", "DSS_DATA_DIR", "DSS_HTTP_PORT");
  private static final Set<String> OF_THE_CONTAINER = Set.of("NODE_HEAP", "NODE_JVM_OPTIONS", "LOG_FORMAT", "TLS", "TLS_KEYSTORE", "TLS_KEYSTORE_PASSWORD_FILE", "TLS_ALIAS", "TLS_TRUSTSTORE",
      "TLS_TRUSTSTORE_PASSWORD_FILE", "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL");

  private static TreeMap<String, String> set(Path file) throws IOException {
    TreeMap<String, String> set = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) set.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return set;
  }

  private static TreeMap<String, String> commentedOut(Path file) throws IOException {
    TreeMap<String, String> out = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (line.matches("#[A-Z_]+=.*")) out.put(line.substring(1, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return out;
  }

  @Test
  void theExampleSaysWhatTheNodesAreToldWithoutIt() throws IOException {
    assertEquals(set(DEFAULTS), set(EXAMPLE));
  }

  @Test
  void theExampleHasEveryKeyWithItsDefault() throws IOException {
    TreeMap<String, String> commented = commentedOut(EXAMPLE);
    TreeSet<String> named = new TreeSet<>(set(EXAMPLE).keySet());
    named.addAll(commented.keySet());
    TreeSet<String> due = new TreeSet<>(OF_THE_CONTAINER);
    Arrays.stream(Key.values()).map(Key::environment).filter(name -> !OF_ONE_NODE.contains(name)).forEach(due::add);
    assertEquals(due, named);
    for (Key key : Key.values()) {
      if (commented.containsKey(key.environment())) assertEquals(key.defaultText().orElse(""), commented.get(key.environment()), key.environment());
    }
  }

  @Test
  void whatContainersAreToldIsAConfigurationOfNineNodesAndOfThree() throws IOException {
    for (String node : List.of("node_lock_2", "node_queue_1", "node_cache_3")) assertEquals(9, loaded(DEFAULTS, node).members().size());
    assertEquals(Set.of(Role.CACHE), loaded(DEFAULTS, "node_cache_3").ownRoles());
    assertEquals(3, loaded(TRIO, "node_2").members().size());
    assertEquals(Set.of(Role.values()), loaded(TRIO, "node_2").ownRoles());
  }

  /** As MicroProfile Config would find it in the environment. */
  private static Topology loaded(Path file, String node) throws IOException {
    TreeMap<String, String> told = set(file);
    told.put("NODE_ID", node);
    TreeMap<String, String> properties = new TreeMap<>();
    for (Key key : Key.values()) {
      String value = told.remove(key.environment());
      if (value != null) properties.put(key.property(), value);
    }
    assertTrue(OF_THE_CONTAINER.containsAll(told.keySet()), told.keySet() + " are no keys");
    return ConfigLoader.load(new MapConfig(properties), host -> false).topology();
  }
}
