package io.dss.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The launcher as a process of its own, with {@link StubMicro} for Payara. {@link #close} leaves neither it nor any node behind. */
final class LauncherRun implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;
  private final Process process;
  private final Path output;
  private final Path data;

  private LauncherRun(Process process, Path output, Path data) {
    this.process = process;
    this.output = output;
    this.data = data;
  }

  /** @param behaviour of the stub @param options such as {@code -Dsingle} */
  static LauncherRun start(Path directory, String behaviour, String... options) throws IOException {
    Path data = directory.resolve("it's data");
    Path war = Files.writeString(directory.resolve("behaviour.war"), behaviour);
    Path output = Files.createTempFile(directory, "launcher", ".out");
    // Where the suite itself was started to outlive its terminal, a child would ignore a hang-up and an interrupt too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT", NodeSpec.Build.runningJava().toString(),
        "-Ddss.base=" + Path.of("").toAbsolutePath(), "-Ddss.war=" + war, "-Ddss.payara.jar=" + StubMicro.jar(directory), "-Ddss.run.data=" + data, "-Ddss.run.heap=64m"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", "target/classes", "io.dss.launch.Main"));
    return new LauncherRun(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start(), output, data);
  }

  /** A port with at least two free ones above it. */
  static int freePorts() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      if (port < 65_000 && !Preflight.isTaken(port) && !Preflight.isTaken(port + 1) && !Preflight.isTaken(port + 2)) {
        return port;
      }
    }
    throw new IOException("no three free ports in a row");
  }

  long pid() {
    return process.pid();
  }

  Path cluster(String name) {
    return data.resolve(name);
  }

  ProcessHandle node(String cluster, String id) {
    return PidFile.live(new NodeHome(cluster(cluster).resolve(id))).orElseThrow(() -> new AssertionError(id + " does not run:\n" + text()));
  }

  boolean runs(String cluster, String id) {
    return PidFile.live(new NodeHome(cluster(cluster).resolve(id))).isPresent();
  }

  void await(String part) throws InterruptedException {
    awaitTrue(text -> text.contains(part), "no line with '" + part + "'");
  }

  int awaitExit() throws InterruptedException {
    awaitTrue(text -> !process.isAlive(), "it does not end");
    return process.exitValue();
  }

  void signal(String name, long pid) throws IOException, InterruptedException {
    if (new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor() != 0) {
      throw new IOException("kill -" + name + " " + pid + " failed");
    }
  }

  String text() {
    try {
      return Files.readString(output);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  List<String> errors() {
    return text().lines().filter(line -> line.contains("ERROR")).toList();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (var pids = Files.walk(Files.createDirectories(data)).filter(file -> file.endsWith("pid"))) {
      pids.toList().forEach(pid -> PidFile.live(new NodeHome(pid.getParent())).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  private void awaitTrue(Predicate<String> condition, String otherwise) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.test(text())) {
      if (System.nanoTime() - deadlineNanos > 0 || !process.isAlive() && !condition.test(text())) {
        throw new AssertionError(otherwise + " in:\n" + text());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
