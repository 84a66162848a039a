package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/**
 * This node has another role, term or known leader than before. An election was won when {@code role} is {@link Role#LEADER}; leadership was lost when
 * a change from it follows.
 *
 * @param role the role now
 * @param term the term now
 * @param leader the leader of {@code term}, if known
 * @param why what led to it, for people
 */
public record RoleChange(Role role, long term, Optional<NodeId> leader, String why) {}
