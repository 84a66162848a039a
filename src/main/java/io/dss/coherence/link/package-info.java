/**
 * Frames between two nodes in order, without copies and without gaps, over a transport that may lose them, for as long as both are in the view: numbered, kept
 * until acknowledged, sent again. What cannot be delivered ends in a change of view, and a new view begins with nothing sent. Pure.
 *
 * <p>Must not know sockets, clocks or threads. Imports {@code kernel}, {@code cache} and {@code coherence}.
 */
package io.dss.coherence.link;
