/**
 * The HTTP edge: what comes in is checked here, in the order of the contract, and becomes a call of the engine; what the engine answers becomes
 * JSON. {@link io.dss.server.rest.LockCalls} and {@link io.dss.server.rest.StatusCalls} hold what the calls mean and know only
 * {@link io.dss.server.rest.Call} and {@link io.dss.server.rest.Answer}; the {@code *Resource} classes, filters and mappers tie them to JAX-RS and
 * Servlet. JSON is read with the streaming parser and written by hand: binding costs a fifth of a hot call.
 *
 * <p>No call holds a thread while it waits, and no answer is written on a thread of the engine. Nothing a user gets is a stack trace or an HTML page.
 *
 * <p>Must not know: Raft, disks, peers. Imports {@code protocol}, the faces of {@code node}, the cores' values and {@code server.config}.
 */
package io.dss.server.rest;
