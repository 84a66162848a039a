package io.dss.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The {@code redis-server} of this machine's kind, out of the test artifact. */
final class RedisBinary {
  static final String VERSION = "7.0.15";
  private static final Path DIRECTORY = Path.of("target", "redis");

  private RedisBinary() {}

  /** An executable file; extracted once per build directory, or another Redis or Valkey that {@code -Ddss.redis.binary=/path/to/redis-server} names. */
  static Path file() throws IOException {
    String other = System.getProperty("dss.redis.binary", "");
    if (!other.isEmpty()) return Path.of(other);
    String name = "redis-server-" + VERSION + "-" + system() + "-" + processor();
    Path file = DIRECTORY.resolve(name).toAbsolutePath();
    if (Files.isExecutable(file)) return file;
    Files.createDirectories(DIRECTORY);
    Path unfinished = Files.createTempFile(DIRECTORY, name, ".tmp");
    try (InputStream binary = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (binary == null) throw new IOException("there is no " + name + " in the test artifact: run the tests on Linux or macOS, amd64 or arm64");
      Files.copy(binary, unfinished, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!unfinished.toFile().setExecutable(true)) throw new IOException("cannot make " + unfinished + " executable");
    // Another test JVM may do the same: a whole file is there, or none.
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException already) {
      Files.delete(unfinished);
    }
    return file;
  }

  private static String system() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
  }

  private static String processor() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64", "arm64" -> "arm64";
      case "x86", "i386", "i686" -> "386";
      default -> "amd64";
    };
  }
}
