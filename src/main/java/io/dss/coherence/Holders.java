package io.dss.coherence;

import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** Who has a line of a key, as its home knows it; a key that nobody has is not in the directory. */
sealed interface Holders {
  /** @param version the newest that the home knows of */
  record Owned(NodeId owner, Version version) implements Holders {}

  /** @param sharers sorted, at least one */
  record Shared(List<NodeId> sharers, Version version) implements Holders {}

  Version version();

  default boolean includes(NodeId node) {
    return this instanceof Owned owned ? owned.owner().equals(node) : sharers().contains(node);
  }

  default List<NodeId> sharers() {
    return this instanceof Shared shared ? shared.sharers() : List.of();
  }

  default Optional<NodeId> exclusive() {
    return this instanceof Owned owned ? Optional.of(owned.owner()) : Optional.empty();
  }

  default HomeState state() {
    return this instanceof Owned ? HomeState.OWNED : HomeState.SHARED;
  }

  default Holders at(Version newest) {
    return this instanceof Shared shared ? new Shared(shared.sharers(), newest) : new Owned(((Owned) this).owner(), newest);
  }
}
