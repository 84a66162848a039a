package io.dss.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Stand-ins for the images that Compose would pull, made from Debian's packages. The engine keeps their layers from one run to the next. */
final class BaseImages {
  private static final String DEBIAN = "dss-base/debian";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Path DOCKERFILES = Path.of("src/test/docker").toAbsolutePath();
  /** Where Debian keeps what programs and JVMs trust. */
  private static final List<Path> CERTIFICATES = List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/ssl/certs/java/cacerts"));

  private BaseImages() {}

  /** @return the variables by which the compose files take them */
  static Map<String, String> made(Docker docker) throws IOException, InterruptedException {
    if (!docker.has(DEBIAN)) debian(docker);
    return Map.of("RUNTIME_IMAGE", DEBIAN, "BUILD_IMAGE", made(docker, "build"), "REDIS_IMAGE", made(docker, "redis"), "PROMETHEUS_IMAGE", made(docker, "prometheus"));
  }

  private static void debian(Docker docker) throws IOException, InterruptedException {
    Path root = docker.work().resolve("debian");
    String mirror = System.getProperty("dss.docker.mirror", "http://deb.debian.org/debian");
    Command.run(LIMIT, Map.of(), docker.work(), List.of("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root.toString(), mirror)).checked();
    Path tar = docker.work().resolve("debian.tar");
    Command.run(LIMIT, Map.of(), root, List.of("tar", "-cf", tar.toString(), ".")).checked();
    docker.run(LIMIT, Map.of(), "import", tar.toString(), DEBIAN);
    Command.run(LIMIT, Map.of(), docker.work(), List.of("rm", "-rf", "--one-file-system", root.toString(), tar.toString())).checked();
  }

  private static String made(Docker docker, String name) throws IOException, InterruptedException {
    String image = "dss-base/" + name;
    Path context = Files.createDirectories(docker.work().resolve("context-" + name));
    for (Path certificates : CERTIFICATES) {
      if (Files.exists(certificates)) Files.copy(certificates, context.resolve(certificates.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    docker.run(LIMIT, Map.of(), "build", "--quiet", "--tag", image, "--build-arg", "DEBIAN=" + DEBIAN, "--file",
        DOCKERFILES.resolve(name + ".Dockerfile").toString(), context.toString());
    return image;
  }
}
