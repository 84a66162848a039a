package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
  void aPortIsTakenByWhoeverListensOnLoopbackOrOnEveryAddress(String address) throws Exception {
    int port;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      port = other.getLocalPort();
      assertTrue(Preflight.isTaken(port));
    }
    assertFalse(Preflight.isTaken(port));
  }

  @Test
  void memoryIsRefusedByTheMegabyteAndNotGuessedWhereUnknown() throws Exception {
    long needed = Memory.neededMegabytes(9, 256);
    Preflight.memory(9, 256, OptionalLong.of(needed));
    Preflight.memory(9, 256, OptionalLong.empty());
    String line = assertThrows(LaunchRefused.class, () -> Preflight.memory(9, 256, OptionalLong.of(needed - 1))).getMessage();
    assertTrue(line.startsWith("too little memory: 9 nodes of 256 MB heap need 4,320 MB, 4,319 MB are free"), line);
  }

  @Test
  void availableMemoryIsReadFromTheSystemsFiles() {
    assertEquals(OptionalLong.of(2048), Memory.machineMegabytes("MemTotal:  8388608 kB\nMemAvailable:    2097152 kB\nBuffers: 1 kB\n"));
    assertEquals(OptionalLong.empty(), Memory.machineMegabytes(""));
    assertEquals(OptionalLong.of(700), Memory.groupMegabytes("1048576000\n", "524288000\n", "anon 1\ninactive_file 209715200\n"));
    assertEquals(OptionalLong.of(0), Memory.groupMegabytes("100\n", "200\n", ""));
    assertEquals(OptionalLong.empty(), Memory.groupMegabytes("max\n", "524288000\n", ""));
  }

  @Test
  void aDataDirectoryThatIsAFileIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertTrue(assertThrows(LaunchRefused.class, () -> Preflight.writable(file)).getMessage().contains("-Ddss.run.data"));
    assertDoesNotThrow(() -> Preflight.writable(directory.resolve("made/on/demand")));
    assertEquals(0, directory.resolve("made/on/demand").toFile().list().length);
  }

  @Test
  void freshDeletesNothingThatTheLauncherDidNotMake() throws Exception {
    Path foreign = Files.createDirectories(directory.resolve("foreign"));
    Files.createFile(foreign.resolve("thesis.txt"));
    assertThrows(LaunchRefused.class, () -> new ClusterDirectory(foreign).wipe());
    assertTrue(Files.exists(foreign.resolve("thesis.txt")));
  }

  @Test
  void freshFollowsNoSymbolicLink() throws Exception {
    Path outside = Files.createFile(Files.createDirectories(directory.resolve("outside")).resolve("thesis.txt"));
    ClusterDirectory cluster = new ClusterDirectory(directory.resolve("cluster"));
    cluster.create();
    Files.createSymbolicLink(directory.resolve("cluster/link"), outside.getParent());
    cluster.wipe();
    assertTrue(Files.exists(outside));
    assertFalse(Files.exists(directory.resolve("cluster")));
  }

  @Test
  void theSecretIsMadeOnceAndReadByItsOwnerOnly() throws Exception {
    ClusterDirectory cluster = new ClusterDirectory(directory.resolve("cluster"));
    cluster.create();
    String secret = Files.readString(cluster.secretFile());
    cluster.create();
    assertEquals(secret, Files.readString(cluster.secretFile()));
    assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(Files.getPosixFilePermissions(cluster.secretFile())).toString());
  }
}
