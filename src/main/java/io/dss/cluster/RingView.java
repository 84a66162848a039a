package io.dss.cluster;

import io.dss.kernel.Incarnation;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The members of one role.
 *
 * @param epoch when these members last changed. Leases and fences name it
 * @param previous the ring epoch before that one; a node that did not have it in its hands has missed a change. Empty for the first
 * @param members sorted, without copies; possibly none
 */
public record RingView(Role role, Epoch epoch, Optional<Epoch> previous, List<Incarnation> members) {
  public RingView {
    members = List.copyOf(members);
    if (!members.equals(List.copyOf(new TreeSet<>(members)))) throw new IllegalArgumentException("the members of " + role + " are not sorted");
    if (previous.isPresent() && !epoch.isAfter(previous.get())) {
      throw new IllegalArgumentException(role + ": epoch " + epoch + " is not after " + previous.get());
    }
  }

  public boolean contains(Incarnation incarnation) {
    return members.contains(incarnation);
  }

  /** This ring with {@code newMembers} as of {@code at}; the very same if they are the ones it has. */
  RingView changed(Epoch at, List<Incarnation> newMembers) {
    return newMembers.equals(members) ? this : new RingView(role, at, Optional.of(epoch), newMembers);
  }
}
