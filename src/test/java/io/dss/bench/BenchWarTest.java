package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchWarTest {
  private static final byte[] MINE = {1, 2, 3};
  @TempDir private Path directory;

  @Test
  void theEmptyPostIsAddedAndTheProductIsLeftAsItWas() throws Exception {
    Path product = directory.resolve("dss.war");
    try (FileSystem war = FileSystems.newFileSystem(product, java.util.Map.of("create", "true"))) {
      Files.write(war.getPath("mine"), MINE);
    }
    byte[] before = Files.readAllBytes(product);
    Path bench = directory.resolve("bench.war");
    BenchWar.write(product, bench);
    BenchWar.write(product, bench);
    assertArrayEquals(before, Files.readAllBytes(product));
    try (FileSystem war = FileSystems.newFileSystem(bench)) {
      assertArrayEquals(MINE, Files.readAllBytes(war.getPath("mine")));
      assertTrue(Files.size(war.getPath("WEB-INF/classes/io/dss/bench/EmptyPost.class")) > 0);
      assertTrue(Files.size(war.getPath("WEB-INF/classes/io/dss/bench/BenchApplication.class")) > 0);
    }
    assertEquals("/bench/empty", EmptyPost.PATH);
  }
}
