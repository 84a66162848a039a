package io.dss.cluster;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;

/** What the log may say about the membership. Only the leader of a term proposes these, one at a time ({@link LeaseGranter}). */
public sealed interface MembershipCommand {
  /** The first one: makes an unformed table that of {@code cluster}. Changes nothing later. */
  record Form(ClusterId cluster, long generation, LeaseTerms terms) implements MembershipCommand {
    public Form {
      if (generation < 1) throw new IllegalArgumentException("generation " + generation);
    }
  }

  /** {@code member} is in; an older incarnation of its node is out by the same entry (a restart). */
  record Join(Member member) implements MembershipCommand {}

  /** {@code incarnation} is out. */
  record Leave(Incarnation incarnation, LeaveReason reason) implements MembershipCommand {}

  /** New terms from here on. Leases of longer ones may still run: see {@link Membership#coveringRemovalMillis}. */
  record SetLeaseTerms(LeaseTerms terms) implements MembershipCommand {}

  /** Every lease that was granted under longer terms than {@code terms}, which are in force, is surely over. */
  record SettleLeaseTerms(LeaseTerms terms) implements MembershipCommand {}
}
