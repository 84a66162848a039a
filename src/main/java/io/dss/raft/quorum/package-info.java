/**
 * The arithmetic of majorities: which index a quorum has, who won a vote, whether a quorum was heard of. Pure functions of a
 * {@link io.dss.raft.log.Configuration} and what its voters said; learners and strangers never count.
 *
 * <p>§5.2, §5.4.2; thesis §4, §6.2. Must not know roles, terms or messages. Imports {@code raft.log}, {@code kernel}.
 */
package io.dss.raft.quorum;
