/**
 * Who is in, and who may act: the membership that the log holds, and the leases that make it safe to act on.
 *
 * <ul>
 *   <li>{@link io.dss.cluster.Membership}: the replicated table, a value; {@link io.dss.cluster.MembershipCommand} changes it.
 *   <li>{@link io.dss.cluster.View}, {@link io.dss.cluster.RingView}, {@link io.dss.cluster.Epoch}: what it says to the others.
 *   <li>{@link io.dss.cluster.LeaseGranter}: the leader's side of the five rules, forgotten at every election.
 *   <li>{@link io.dss.cluster.LeaseHolder}: a member's side.
 * </ul>
 *
 * <p>Gray and Cheriton, "Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency" (1989); Ongaro's thesis §6.4
 * (ReadIndex). The rules and the story of what breaks without each are in {@code src/docs/design/membership.md}.
 *
 * <p>Must not know Raft, sockets, clocks, threads, or what a ring is used for. Times are milliseconds of the caller's monotonic clock. Imports
 * {@code kernel}.
 */
package io.dss.cluster;
