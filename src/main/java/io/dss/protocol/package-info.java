/**
 * The HTTP contract as values: {@link io.dss.protocol.ProblemCode} and {@link io.dss.protocol.Problem} for every refusal, one record per request of
 * the locks, the {@link io.dss.protocol.Limits} and {@link io.dss.protocol.QueueRanges} both sides check, and {@link io.dss.protocol.JsonText} that
 * writes them. Shared by server and clients, so that neither can say what the other does not know.
 *
 * <p>Must not know: Jakarta, the engine, sockets, threads. Imports {@code kernel}.
 */
package io.dss.protocol;
