package io.dss.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One real {@code redis-server} on a free port of the loopback, in a directory of its own. Unless the configuration says otherwise it has an AOF synced
 * with every write, saves no RDB files, and takes no more than loopback clients. Not thread-safe. It dies with the test's JVM, whatever ends that.
 */
public final class RedisServer implements AutoCloseable {
  private static final int PORT_TRIES = 5;
  private static final long START_SECONDS = 20;
  private static final int LOG_LINES = 5;
  private static final List<String> DEFAULTS = List.of("bind 127.0.0.1", "protected-mode no", "save \"\"", "appendonly yes", "appendfsync always",
      "auto-aof-rewrite-percentage 0", "repl-diskless-sync-delay 0", "repl-timeout 5");

  private final Path directory;
  private final List<String> configuration;
  private final boolean sentinel;
  private final List<Path> copies = new ArrayList<>();
  private int port;
  private Process process;
  private Process guard;

  private RedisServer(Path directory, List<String> configuration, boolean sentinel) {
    this.directory = directory;
    this.configuration = configuration;
    this.sentinel = sentinel;
  }

  /** Starts a server and waits until it answers. @param lines of {@code redis.conf}; a later one replaces an earlier one and the defaults */
  public static RedisServer start(String... lines) {
    return start(List.of(lines), false);
  }

  /** The same binary as a Sentinel. */
  static RedisServer sentinel(List<String> lines) {
    return start(lines, true);
  }

  private static RedisServer start(List<String> lines, boolean sentinel) {
    try {
      Path servers = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
      RedisServer server = new RedisServer(Files.createTempDirectory(servers, "server-"), lines, sentinel);
      for (int i = 1; ; i++) {
        server.port = freePort();
        try {
          server.configure();
          server.launch();
          return server;
        } catch (IOException taken) {
          if (i < PORT_TRIES) continue;
          delete(server.directory);
          throw taken;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  public Path directory() {
    return directory;
  }

  /** As the store takes it, without a password. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it again on the same port and directory, after a {@link #kill} or {@link #stop}, and waits until it answers. */
  public void restart() {
    try {
      configure();
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #restart}, with what it wrote into its configuration itself ({@code CONFIG REWRITE}). */
  public void relaunch() {
    try {
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure() throws IOException {
    // A Sentinel writes what it learned into its file.
    if (sentinel && Files.exists(file())) return;
    List<String> lines = new ArrayList<>(sentinel ? List.of("bind 127.0.0.1", "protected-mode no") : DEFAULTS);
    lines.addAll(configuration);
    lines.add("port " + port);
    lines.add("dir " + directory);
    Files.write(file(), lines);
  }

  private Path file() {
    return directory.resolve("redis.conf");
  }

  private void launch() throws IOException {
    List<String> command = new ArrayList<>(List.of(RedisBinary.file().toString(), file().toString()));
    if (sentinel) command.add("--sentinel");
    process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    // The guard's input is a pipe from this JVM, so it ends when this JVM is gone, also if that was killed.
    guard = new ProcessBuilder("sh", "-c", "trap '' HUP INT TERM; cat >/dev/null; kill -9 \"$0\"", Long.toString(process.pid()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    awaitAnswer();
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      while (!Resp.answersPing(port)) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) throw new IOException("redis-server has ended with " + process.exitValue() + ": " + lastLogged());
        if (System.nanoTime() > end) throw new IOException("redis-server does not answer: " + lastLogged());
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      if (!process.isAlive()) callOffGuard();
    }
  }

  private Path log() {
    return directory.resolve("redis.log.txt");
  }

  private String lastLogged() {
    List<String> lines = logged().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  /** What it has written to its log. */
  public String logged() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** {@code SIGTERM}: it writes what it has to and ends. */
  public void stop() {
    process.destroy();
    ended();
  }

  private void ended() {
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) throw new IllegalStateException("redis-server " + process.pid() + " does not end");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    callOffGuard();
  }

  private void callOffGuard() {
    guard.destroyForcibly();
  }

  /** Suspends it: connections stay, nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
      if (code != 0) throw new IllegalStateException("kill -" + name + " answered " + code);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy of its AOF as it is now, to be {@link #putBack}; gone with the server. What was answered before is in it, if it syncs always. */
  public Path copyData() {
    try {
      Path copy = Files.createTempDirectory(directory.getParent(), "copy-");
      copies.add(copy);
      copy(directory.resolve("appendonlydir"), copy.resolve("appendonlydir"));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces its AOF by a copy: it has gone back in time. Only while it is not running. */
  public void putBack(Path copy) {
    try {
      delete(directory.resolve("appendonlydir"));
      copy(copy.resolve("appendonlydir"), directory.resolve("appendonlydir"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one command on a connection of its own and gives its answer: text, {@link Long}, list or null; an error is thrown. */
  public Object command(String... words) {
    return Resp.command(port, words);
  }

  /** A line of {@code INFO}. */
  public String info(String name) {
    String all = (String) command("INFO", "everything");
    return all.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow().substring(name.length() + 1).trim();
  }

  /** Bytes of its AOF files. */
  public long aofBytes() {
    try (Stream<Path> files = Files.walk(directory.resolve("appendonlydir"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      delete(directory);
      for (Path copy : copies) delete(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }
}
