package io.dss.server.config;

import java.util.List;

/** The node must not start like this. The message has one line per mistake. */
public final class ConfigMistaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  ConfigMistaken(List<String> lines) {
    super("the configuration has " + lines.size() + (lines.size() == 1 ? " mistake:" : " mistakes:") + "\n  " + String.join("\n  ", lines));
    this.lines = List.copyOf(lines);
  }

  /** One mistake each, beginning with the name of its key. */
  public List<String> lines() {
    return lines;
  }
}
