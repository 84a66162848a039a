package io.dss.launch;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * One node as an operating system process: started here, or found running. Its methods may be called from any thread.
 *
 * <p>The process outlives this JVM, whatever ends it. Whoever starts one must stop it.
 */
public final class NodeProcess {
  private static final long POLL_MILLIS = 20;
  private final NodeSpec spec;
  private final Process child;
  private final long logStart;
  private volatile ProcessHandle handle;

  private NodeProcess(NodeSpec spec, Process child, long logStart) {
    this.spec = spec;
    this.child = child;
    this.logStart = logStart;
    this.handle = child.toHandle();
  }

  /** Writes the node's start script and runs it. Returns once the process exists, long before the node is ready. */
  public static NodeProcess start(NodeSpec spec) throws IOException {
    StartScript.write(spec);
    ProcessBuilder script = new ProcessBuilder("sh", spec.home().startScript().toString(), "run");
    script.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    script.redirectErrorStream(true).redirectOutput(spec.home().directory().resolve("start.log").toFile());
    long logStart = spec.home().log().toFile().length();
    return new NodeProcess(spec, script.start(), logStart);
  }

  public NodeSpec spec() {
    return spec;
  }

  public String id() {
    return spec.id();
  }

  public String url() {
    return "http://127.0.0.1:" + spec.port();
  }

  public long pid() {
    return handle.pid();
  }

  /** A child counts as alive until its exit code is there, which is a moment after the system has ended it. */
  public boolean isAlive() {
    if (handle.pid() == child.pid()) return child.isAlive();
    return handle.isAlive() && PidFile.belongsTo(handle, spec.home());
  }

  /** The exit code, 128 + n after signal n; empty while it runs, and for a process that somebody else started. */
  public OptionalInt exitCode() {
    return handle.pid() != child.pid() || child.isAlive() ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
  }

  /** After this process has ended: takes over the one that somebody started with the script since, if there is one. */
  boolean adoptSuccessor() {
    var successor = PidFile.live(spec.home()).filter(process -> process.pid() != handle.pid());
    successor.ifPresent(process -> handle = process);
    return successor.isPresent();
  }

  /** The line that most likely says why it died, or the empty string. */
  String lastWords() {
    return LogTail.lastWords(spec.home(), logStart);
  }

  /** Whether Payara has refused the application. Its process is up then, and will never be ready. */
  boolean isWithoutApplication() {
    return LogTail.saysNotLoaded(spec.home(), logStart);
  }

  /** Asks it to stop in order (SIGTERM). */
  public void terminate() {
    if (isAlive()) {
      handle.destroy();
    }
  }

  /** Ends it at once (SIGKILL), also when it is suspended. */
  public void kill() {
    if (isAlive()) {
      handle.destroyForcibly();
    }
  }

  /** Whether it has ended within {@code limit}. */
  public boolean awaitExit(Duration limit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
