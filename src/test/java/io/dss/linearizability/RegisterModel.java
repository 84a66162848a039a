package io.dss.linearizability;

import io.dss.linearizability.RegisterModel.Register;
import java.util.Optional;

/** One register with read, write and compare-and-set. An operation of unknown outcome that changes nothing here had no effect. */
public final class RegisterModel implements Model<Optional<Integer>, Register> {
  /** What was called, and what came of it. */
  public sealed interface Register {}

  public record Read(Optional<Integer> value) implements Register {}

  public record Write(int value) implements Register {}

  public record CompareAndSet(int from, int to, Answer answer) implements Register {}

  public enum Answer {
    SET,
    DIFFERENT,
    UNKNOWN
  }

  @Override
  public Optional<Integer> initial() {
    return Optional.empty();
  }

  @Override
  public Optional<Optional<Integer>> step(Optional<Integer> state, Operation<Register> operation) {
    if (operation.what() instanceof Read read) return read.value().equals(state) ? Optional.of(state) : Optional.empty();
    if (operation.what() instanceof Write write) return Optional.of(Optional.of(write.value()));
    CompareAndSet compare = (CompareAndSet) operation.what();
    boolean equal = state.equals(Optional.of(compare.from()));
    return switch (compare.answer()) {
      case SET -> equal ? Optional.of(Optional.of(compare.to())) : Optional.empty();
      case DIFFERENT -> equal ? Optional.empty() : Optional.of(state);
      case UNKNOWN -> Optional.of(equal ? Optional.of(compare.to()) : state);
    };
  }
}
