package io.dss.linearizability;

import java.util.List;
import java.util.Optional;

/**
 * What an object does when one operation comes at a time.
 *
 * @param <S> its state: an immutable value with equals and hashCode
 * @param <O> an operation with what came of it
 */
public interface Model<S, O> {
  S initial();

  /** The state after {@code operation}, or empty if the object would not have answered so in {@code state}. */
  Optional<S> step(S state, Operation<O> operation);

  /** All the states after {@code operation}, for a model in which there may be more than one; empty as {@link #step} is. */
  default List<S> steps(S state, Operation<O> operation) {
    return step(state, operation).map(List::of).orElse(List.of());
  }
}
