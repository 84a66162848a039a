package io.dss.launch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of one cluster: a directory per node, and the secret its nodes share. */
public final class ClusterDirectory {
  private static final int SECRET_BYTES = 32;
  private final Path directory;

  public ClusterDirectory(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  public NodeHome home(String node) {
    return new NodeHome(directory.resolve(node));
  }

  /** Holds {@code dss.cluster.secret} in hexadecimal; only its owner may read it. */
  public Path secretFile() {
    return directory.resolve("cluster.secret");
  }

  /** Makes the directory and, the first time, its secret. */
  public void create() throws IOException {
    Files.createDirectories(directory);
    if (Files.exists(secretFile())) {
      return;
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    // Under another name first: a secret that was cut short by a crash would be a wrong one for ever.
    Path made = directory.resolve("cluster.secret.new");
    Files.deleteIfExists(made);
    Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(made, HexFormat.of().formatHex(secret) + "\n", StandardOpenOption.WRITE);
    Files.move(made, secretFile());
  }

  /** Deletes everything in it. A directory that is neither empty nor ours is left alone: {@code -Ddss.run.data} may name anything. */
  public void wipe() throws IOException, LaunchRefused {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> children = Files.list(directory)) {
      if (children.findAny().isPresent() && !Files.exists(secretFile())) {
        throw new LaunchRefused(directory + " was not made by this launcher (it has no cluster.secret), so -Dfresh does not delete it");
      }
    }
    delete(directory);
  }

  /** Deletes {@code root} and all that is in it; symbolic links are deleted, not followed. */
  public static void delete(Path root) throws IOException {
    Files.walkFileTree(root, Set.of(), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
        if (failure != null) {
          throw failure;
        }
        Files.delete(visited);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
