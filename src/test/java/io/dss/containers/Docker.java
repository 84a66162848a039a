package io.dss.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The Docker Engine that is used: the one that answers already, else one of our own under {@code target/docker}, which ends with us. */
final class Docker implements AutoCloseable {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path WORK = ROOT.resolve("target/docker");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration USUAL = Duration.ofMinutes(2);

  private final Map<String, String> environment = new TreeMap<>();
  private Process engine;

  /** @throws IOException saying in one line what is missing */
  static Docker ready() throws IOException, InterruptedException {
    Docker docker = new Docker();
    Files.createDirectories(WORK);
    if (!docker.there("docker", "--version")) throw missing("the command docker is missing (Debian: docker.io)");
    docker.composePlugin();
    if (!docker.there("docker", "info")) docker.startEngine();
    if (!docker.there("debootstrap", "--version")) throw missing("debootstrap is missing (Debian: debootstrap); base images are made with it");
    return docker;
  }

  private static IOException missing(String what) {
    return new IOException("mvn -Pdocker: " + what);
  }

  private boolean there(String... words) throws InterruptedException {
    try {
      return Command.run(USUAL, environment, ROOT, List.of(words)).exit() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /** The plugin may be any file: 2.26 of Debian 13's package docker-compose also runs on Debian 12. */
  private void composePlugin() throws IOException, InterruptedException {
    String given = System.getProperty("dss.docker.compose", "");
    if (!given.isEmpty()) {
      Path plugins = Files.createDirectories(WORK.resolve("config/cli-plugins"));
      Path plugin = Files.copy(Path.of(given), plugins.resolve("docker-compose"), StandardCopyOption.REPLACE_EXISTING);
      if (!plugin.toFile().setExecutable(true)) throw missing(plugin + " cannot be made executable");
      environment.put("DOCKER_CONFIG", WORK.resolve("config").toString());
    }
    if (there("docker", "compose", "version")) return;
    throw missing("docker compose is missing (2.24 or later; Debian 13: docker-compose; elsewhere unpack it and say -Ddss.docker.compose=FILE)");
  }

  private void startEngine() throws IOException, InterruptedException {
    if (!there("dockerd", "--version")) throw missing("no Docker Engine answers, and dockerd is missing (Debian: docker.io)");
    Path socket = WORK.resolve("docker.sock");
    environment.put("DOCKER_HOST", "unix://" + socket);
    engine = new ProcessBuilder("dockerd", "--data-root", WORK.resolve("data").toString(), "--exec-root", WORK.resolve("exec").toString(), "--pidfile",
        WORK.resolve("dockerd.pid").toString(), "--host", "unix://" + socket).redirectErrorStream(true).redirectOutput(WORK.resolve("dockerd.log").toFile()).start();
    long untilNanos = System.nanoTime() + START.toNanos();
    while (!there("docker", "info")) {
      if (!engine.isAlive() || System.nanoTime() - untilNanos > 0) throw missing("dockerd did not start (it needs root); see " + WORK.resolve("dockerd.log"));
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  Path work() {
    return WORK;
  }

  /** What it says, if it ends well. */
  String run(String... words) throws IOException, InterruptedException {
    return run(USUAL, Map.of(), words);
  }

  String run(Duration limit, Map<String, String> variables, String... words) throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(variables);
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(words));
    return Command.run(limit, all, ROOT, command).checked();
  }

  boolean has(String image) throws IOException, InterruptedException {
    return !run("images", "--quiet", image).isEmpty();
  }

  @Override
  public void close() throws InterruptedException {
    if (engine == null) return;
    engine.destroy();
    if (!engine.waitFor(START.toSeconds(), TimeUnit.SECONDS)) engine.destroyForcibly();
  }
}
