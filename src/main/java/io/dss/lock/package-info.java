/**
 * The lock table: who holds what, who waits, until when, under which fencing token. A value and a function from commands to values.
 *
 * <p>Must not know Raft, HTTP, clocks or threads. Imports {@code kernel}.
 */
package io.dss.lock;
