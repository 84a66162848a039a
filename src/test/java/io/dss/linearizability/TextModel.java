package io.dss.linearizability;

import io.dss.linearizability.TextModel.Text;
import java.util.Optional;

/** One text with get, put and append; empty at first. */
public final class TextModel implements Model<String, Text> {
  /** What was called, and what came of it. */
  public sealed interface Text {}

  public record Get(String value) implements Text {}

  public record Put(String value) implements Text {}

  public record Append(String more) implements Text {}

  @Override
  public String initial() {
    return "";
  }

  @Override
  public Optional<String> step(String state, Operation<Text> operation) {
    if (operation.what() instanceof Get get) return get.value().equals(state) ? Optional.of(state) : Optional.empty();
    if (operation.what() instanceof Put put) return Optional.of(put.value());
    return Optional.of(state + ((Append) operation.what()).more());
  }
}
