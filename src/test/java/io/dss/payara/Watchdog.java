package io.dss.payara;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Kills what a test left running when the test's JVM is gone, also if that was killed itself (the second pass is for a node whose
 * script had yet to write its pid file): a shell that waits for the end of its input, which is a
 * pipe from this JVM. It goes by the pid files, and kills a process only if its command line names the cluster's directory.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT = """
      trap '' HUP INT TERM
      cat >/dev/null
      for pass in 1 2; do
        for file in "$0"/*/pid; do
          pid=$(cat "$file" 2>/dev/null) || continue
          if tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$0/"; then kill -9 "$pid"; fi
        done
        sleep 2
      done
      """;
  private final Process shell;

  Watchdog(Path clusterDirectory) throws IOException {
    shell = new ProcessBuilder("sh", "-c", SCRIPT, clusterDirectory.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Lets it do its work now, as the death of this JVM would. */
  void bite() throws IOException {
    shell.getOutputStream().close();
  }

  /** Calls it off: nothing is left to kill. */
  @Override
  public void close() throws IOException {
    shell.destroyForcibly();
    shell.getOutputStream().close();
  }
}
