/**
 * One topic, as a pure core: {@link io.dss.queue.TopicState} takes {@link io.dss.queue.QueueCommand}s and the time, and gives
 * {@link io.dss.queue.QueueReply answers} and {@link io.dss.queue.Effect effects}. An answer may leave only when every effect that came before it is durable;
 * who makes them so is a port, {@code MessageStore}. The design page is {@code queue-topic.md}.
 *
 * <p>Every message is, for each group, in exactly one of ready, in flight with a live deadline, delayed, dead, or done.
 *
 * <p>{@code Topic} is where the rooms come together: messages, groups, keys, the dead-letter lane, those who wait. Each rule ({@code Publishing},
 * {@code Delivering}, {@code Settling}, {@code Failing}, {@code Dying}, ...) is a room of functions over it that collect what they lead to in a {@code Step}.
 *
 * <p>Must not know stores, HTTP, clocks or threads. Imports {@code kernel}.
 */
package io.dss.queue;
