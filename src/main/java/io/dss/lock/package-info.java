/**
 * The lock table: who holds what, who waits, until when, under which fencing token. A value ({@link io.dss.lock.LockTable}) and a function from
 * commands ({@link io.dss.lock.LockCommand}, at a log index and a log time) to the next value, a {@link io.dss.lock.LockReply} and what happened
 * ({@link io.dss.lock.LockEvent}).
 *
 * <p>Ideas: fencing tokens (Burrows, "The Chubby lock service", OSDI 2006, sequencers); leases by log time (Gray and Cheriton, SOSP 1989);
 * once-only by a window of results kept with the state it changed (Ongaro's dissertation, §6.3). The design page is {@code locks.md}.
 *
 * <p>Must not know Raft, HTTP, clocks or threads. Imports {@code kernel}.
 */
package io.dss.lock;
