/**
 * A checker of queue histories: {@link io.dss.delivery.DeliveryChecker} takes what the clients of a run saw, call by call, and says whether anything was lost,
 * invented, handed out again after its acknowledgement, or handed out twice without a reason. The page {@code delivery-checker.md} says how.
 *
 * <p>Must not know what recorded the history. Used by the simulation of the queues and by the tests on running nodes.
 */
package io.dss.delivery;
