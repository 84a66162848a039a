/**
 * Who must answer a call, and how it gets there: any node takes any call and carries it, one hop, to the Raft leader (later also to the owner of a
 * topic or the home of a key). {@link io.dss.node.route.LeaderCalls} does the carrying; {@link io.dss.node.route.Refusal} is what callers see.
 *
 * <p>Must not know what the calls mean, Raft's inside, or HTTP. Imports the cores' values and {@code spi}.
 */
package io.dss.node.route;
