package io.dss.cluster;

import java.util.List;

/** What applying a command made of the table, what to answer its proposer, and what it did. */
public record Applied(Membership membership, MembershipReply reply, List<MembershipEvent> events) {}
