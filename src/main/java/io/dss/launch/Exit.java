package io.dss.launch;

/** How a process ended, in words. */
final class Exit {
  private static final int SIGNAL_BASE = 128;

  private Exit() {}

  static String of(NodeProcess node) {
    return node.exitCode().isPresent() ? inWords(node.exitCode().getAsInt()) : "exit code unknown";
  }

  static String inWords(int code) {
    String signal = switch (code - SIGNAL_BASE) {
      case 6 -> " (SIGABRT: the JVM crashed)";
      case 9 -> " (SIGKILL: killed, or the system was out of memory)";
      case 11 -> " (SIGSEGV: the JVM crashed)";
      case 15 -> " (SIGTERM: asked to stop)";
      default -> "";
    };
    return "exit code " + code + signal;
  }
}
