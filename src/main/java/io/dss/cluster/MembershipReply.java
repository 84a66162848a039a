package io.dss.cluster;

import io.dss.kernel.ClusterId;

/** What came of a {@link MembershipCommand}, decided when it is applied. */
public sealed interface MembershipReply {
  /** Done; {@code epoch} is that of the view from here on. */
  record Changed(Epoch epoch) implements MembershipReply {}

  /** It was so already. */
  record Unchanged() implements MembershipReply {}

  /** Nothing is accepted before {@link MembershipCommand.Form}. */
  record NotFormed() implements MembershipReply {}

  /** The table belongs to {@code cluster}. */
  record FormedAlready(ClusterId cluster) implements MembershipReply {}

  /** The join of an incarnation that is not above the highest that ever was in. */
  record IncarnationTooLow(long highest) implements MembershipReply {}

  /** A cap is reached; {@code limit} says which, how much it is and what to do. Nothing was changed. */
  record LimitReached(String limit) implements MembershipReply {}
}
