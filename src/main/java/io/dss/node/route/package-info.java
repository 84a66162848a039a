/**
 * Who must answer a call, and how it gets there: any node takes any call and carries it, one hop, to the Raft leader ({@link
 * io.dss.node.route.LeaderCalls}) or to the owner of the name it is about ({@link io.dss.node.route.OwnerCalls}, by {@link
 * io.dss.node.route.Placement}). Both are the same engine along another route. {@link io.dss.node.route.Refusal} is what callers see. The design
 * page is {@code routing.md}.
 *
 * <p>Must not know what the calls mean, Raft's inside, or HTTP. Imports the cores' values and {@code spi}.
 */
package io.dss.node.route;
