package io.dss.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the process that last started in a node's directory, and makes sure that it still is that process. */
final class PidFile {
  private PidFile() {}

  /**
   * The live process of the node in {@code home}, if there is one. A process counts only if its command line names the node's directory: process ids
   * are used again, and nothing else may be stopped in a node's stead.
   */
  static Optional<ProcessHandle> live(NodeHome home) {
    return pid(home.pidFile()).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(process -> belongsTo(process, home));
  }

  /** A zombie has no command line and so belongs to nobody; {@code isAlive} would still be true for it. */
  static boolean belongsTo(ProcessHandle process, NodeHome home) {
    return commandLine(process).contains(home.directory() + "/");
  }

  private static Optional<Long> pid(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException noSuchFileOrHalfWritten) {
      return Optional.empty();
    }
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")).replace('\0', ' ');
    } catch (IOException noProcFileSystemOrGone) {
      return process.info().commandLine().orElse("");
    }
  }
}
