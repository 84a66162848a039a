/**
 * The embedded message store as a value: {@link io.dss.queue.table.MessageTable} holds what the effects of topics left, and changes by one entry of the
 * log at a time. It knows fences and batch numbers, and nothing of what a message means. The design page is {@code message-table.md}.
 *
 * <p>Must not know: clocks, threads, files, Raft, or the states of messages. Imports {@code kernel} and {@code queue}.
 */
package io.dss.queue.table;
