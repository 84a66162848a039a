package io.dss.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a node keeps after a full collection: its garbage does not count. */
final class Collected {
  private Collected() {}

  static Memory memory(long process, String url) throws IOException, InterruptedException {
    jcmd(process, "GC.run");
    return Memory.of(process, url);
  }

  private static void jcmd(long process, String command) throws IOException, InterruptedException {
    Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process), command)
        .redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) throw new IOException("jcmd " + command + ": " + said);
  }
}
