/**
 * The HTTP edge: what comes in is checked here, in the order of the contract, and becomes a call of the engine; what the engine answers becomes
 * JSON. {@link io.dss.server.rest.LockCalls}, {@link io.dss.server.rest.QueueCalls}, {@link io.dss.server.rest.TopicCalls},
 * {@link io.dss.server.rest.CacheCalls}, {@link io.dss.server.rest.CacheListCalls}, {@link io.dss.server.rest.LineCalls}, {@link io.dss.server.rest.EventCalls} and
 * {@link io.dss.server.rest.StatusCalls} hold what the calls mean and know only {@link io.dss.server.rest.Call} and
 * {@link io.dss.server.rest.Answer}; the {@code *Resource} classes, filters and mappers tie them to JAX-RS and Servlet. JSON is checked by
 * {@link io.dss.server.rest.JsonScanner}, read from the bytes that came, and written by hand: binding costs a fifth of a hot call, and
 * {@code data} is kept as it was written.
 *
 * <p>No call holds a thread while it waits, and no long answer is written on a thread of the engine. Nothing a user gets is a stack trace or an HTML
 * page.
 *
 * <p>Must not know: Raft, disks, peers. Imports {@code protocol}, the faces of {@code node}, the cores' values and {@code server.config}.
 */
package io.dss.server.rest;
