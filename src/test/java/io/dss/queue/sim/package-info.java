/**
 * The queues of several nodes in a box: origin sides, owners and topics as they are in production, from one seed on one thread, over the simulated network of
 * {@code io.dss.sim}, over a store that is slow, loses answers, applies batches late, fills up and goes back in time, and under views that change.
 * {@code src/docs/design/queue-simulation.md} says what goes wrong in it and what is held against it.
 */
package io.dss.queue.sim;
