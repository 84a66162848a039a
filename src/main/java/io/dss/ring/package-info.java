/**
 * Consistent hashing: which node a name belongs to, computed from the members of a ring and nothing else ({@link io.dss.ring.HashRing}), and what
 * a change of members moves ({@link io.dss.ring.Movement}).
 *
 * <p>Karger et al., "Consistent Hashing and Random Trees" (1997); virtual nodes as in Dabek et al., "Wide-area cooperative storage with CFS"
 * (2001, §5.3). Must not know views, epochs, leases, queues or caches. Imports {@code kernel}.
 */
package io.dss.ring;
