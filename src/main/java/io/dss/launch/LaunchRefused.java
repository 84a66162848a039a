package io.dss.launch;

/** The launch ends here. The message is the one line that the user reads: what is wrong, and what helps. */
public final class LaunchRefused extends Exception {
  private static final long serialVersionUID = 1;

  public LaunchRefused(String line) {
    super(line);
  }
}
