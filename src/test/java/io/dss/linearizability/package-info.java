/**
 * A linearizability checker and its models: {@link io.dss.linearizability.Checker} decides whether a recorded history could have come from one
 * object that does one operation at a time (Herlihy and Wing, "Linearizability", TOPLAS 1990). The page {@code linearizability.md} says how.
 *
 * <p>Must not know what recorded the history. Used by the tests of the tables, of the simulated clusters and of running nodes.
 */
package io.dss.linearizability;
