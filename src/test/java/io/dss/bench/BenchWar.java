package io.dss.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The product's WAR with {@link EmptyPost} in it. */
final class BenchWar {
  private static final List<Class<?>> ADDED = List.of(BenchApplication.class, EmptyPost.class);

  private BenchWar() {}

  static void write(Path productWar, Path to) throws IOException {
    Files.copy(productWar, to, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem war = FileSystems.newFileSystem(to)) {
      for (Class<?> added : ADDED) {
        String file = added.getName().replace('.', '/') + ".class";
        Path target = war.getPath("WEB-INF", "classes").resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = added.getResourceAsStream("/" + file)) {
          Files.copy(bytes, target);
        }
      }
    }
  }
}
