package io.dss.node.queue;

/**
 * How much an owner holds.
 *
 * @param topics in its memory
 * @param serving of these
 * @param departing let go, with a batch on its way
 * @param calls that wait for anything
 * @param openBytes of effects that are not durable
 * @param forwards dead messages on their way elsewhere
 */
public record OwnerGauges(int topics, int serving, int departing, long calls, long openBytes, long bodyCacheBytes, int forwards) {
  static final OwnerGauges NONE = new OwnerGauges(0, 0, 0, 0, 0, 0, 0);
}
