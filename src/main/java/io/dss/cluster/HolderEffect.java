package io.dss.cluster;

import io.dss.kernel.Incarnation;

/** What the engine must do for a {@link LeaseHolder}, in the order given. */
public sealed interface HolderEffect {
  /** Send a heartbeat at once. */
  record SendHeartbeat() implements HolderEffect {}

  /** {@code view} says that this incarnation, which was a member, is none: what it holds is not its own any more. Drop all of it. */
  record DropState(View view) implements HolderEffect {}

  /** This holder is done. To come back, record an incarnation of at least {@code atLeast} on the disk and begin a new holder with it. */
  record NeedsNewIncarnation(long atLeast) implements HolderEffect {}

  /** A later start of this very node is in: this process is a left-over. Stop it, and report. */
  record Superseded(Incarnation by) implements HolderEffect {}
}
