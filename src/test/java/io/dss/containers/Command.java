package io.dss.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end, with what it said. */
record Command(List<String> words, int exit, String output) {
  static Command run(Duration limit, Map<String, String> environment, Path directory, List<String> words) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> {
      try {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "its output broke off: " + e.getMessage();
      }
    });
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", words) + " took longer than " + limit.toSeconds() + " s");
    }
    return new Command(words, process.exitValue(), output.join());
  }

  /** What it said, if it ended well. */
  String checked() throws IOException {
    if (exit != 0) throw new IOException(String.join(" ", words) + " ended with " + exit + ":\n" + output);
    return output.strip();
  }
}
