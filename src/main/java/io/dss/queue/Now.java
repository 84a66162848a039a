package io.dss.queue;

/**
 * The time as the owner of a topic has it.
 *
 * @param wallMillis since 1970; for {@code delay} and {@code ttl}, which are instants that outlive their owner
 * @param monotonicMillis of the owner's monotonic clock, never less than before; for visibility and waits
 */
public record Now(long wallMillis, long monotonicMillis) {}
