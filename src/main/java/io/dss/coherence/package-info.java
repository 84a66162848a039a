/**
 * The directory protocol that keeps copies of a key's value coherent (MESI; Sorin, Hill and Wood, A Primer on Memory Consistency and Cache Coherence, ch. 8), as
 * a pure core. {@code LineState} and {@code HomeState} against every event are a table of data; what is not listed cannot happen, and a test explores all that can.
 * The design page is {@code coherence.md}.
 *
 * <p>Must not know stores, HTTP, clocks or threads. Imports {@code kernel} and {@code cache}.
 */
package io.dss.coherence;
