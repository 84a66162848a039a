/**
 * What a node is told at its start: {@link io.dss.server.config.Key} lists every key with type, unit, range, default and meaning (the page
 * configuration.md is checked against it), {@link io.dss.server.config.ConfigLoader} reads them from MicroProfile Config into one
 * {@link io.dss.server.config.DssConfig}, or fails with one line per mistake, all at once.
 *
 * <p>Must not know: the engine, HTTP, clocks, threads. Imports {@code kernel} and, of the cache, the one enumeration that its setting is.
 */
package io.dss.server.config;
