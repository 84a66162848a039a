/**
 * The replicated log as values, and what of it a node keeps in memory: entries, hard state, configuration, snapshot meta data.
 *
 * <p>Ongaro, "Consensus: Bridging Theory and Practice" (2014), chapters 3 to 5. Must not know who leads, nor any disk. Imports {@code kernel}.
 */
package io.dss.raft.log;
