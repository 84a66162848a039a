/**
 * Values of the coherent cache and what a write does to one: {@link io.dss.cache.Entry} is a key's value with its {@link io.dss.cache.Version},
 * {@link io.dss.cache.CacheCommand} what a caller asks. Pure. Where copies are and who may change them is not known here but in {@code coherence}.
 *
 * <p>Must not know nodes, stores, HTTP, clocks or threads. Imports {@code kernel}.
 */
package io.dss.cache;
