package io.dss.cluster;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import java.util.Optional;

/** What an entry did, for those who log, count and announce it. */
public sealed interface MembershipEvent {
  record Formed(ClusterId cluster, LeaseTerms terms) implements MembershipEvent {}

  /** @param replaced the older incarnation of the same node that went out with it */
  record Joined(Member member, Optional<Incarnation> replaced) implements MembershipEvent {}

  record Left(Incarnation incarnation, LeaveReason reason) implements MembershipEvent {}

  record LeaseTermsSet(LeaseTerms terms) implements MembershipEvent {}
}
