/**
 * The queue service of a node. {@link io.dss.node.queue.Queues} takes calls on any node and carries them to the owner of their topic; the owner
 * keeps each of
 * its topics as a {@code TopicState}, makes effects durable through a {@code MessageStore} in batches, and answers when they are. Ownership follows
 * the
 * queue ring and its leases; the store's fence makes it safe.
 * The owner's side is {@link io.dss.node.queue.QueueOwners}; its design page is {@code queue-owner.md}.
 *
 * <p>Must not know HTTP or which store it is.
 */
package io.dss.node.queue;
