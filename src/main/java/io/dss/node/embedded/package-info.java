/**
 * The {@code raft} message store: {@link io.dss.node.embedded.MessageReplica} keeps the message table on every voter, the leader decides claims and batches,
 * and {@link io.dss.node.embedded.EmbeddedMessageStore} is the port {@code MessageStore} on every node, voter or not. The design page is {@code message-table.md}.
 *
 * <p>Must not know what a message means, who owns a topic, Jakarta or HTTP. Imports the cores' values, {@code spi}, {@code node.raft} and {@code node.route}.
 */
package io.dss.node.embedded;
