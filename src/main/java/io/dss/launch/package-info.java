/**
 * The development launcher behind {@code mvn -Prun}: starts one, three or nine Payara Micro processes from the built WAR, watches them, and stops them.
 *
 * <p>{@link io.dss.launch.Main} is the order of events. {@link io.dss.launch.LaunchOptions} and {@link io.dss.launch.Topology} say what is wanted,
 * {@link io.dss.launch.Preflight} what would stand in its way, {@link io.dss.launch.StartScript} holds the only command line that starts a node,
 * {@link io.dss.launch.NodeProcess} is one running node and {@link io.dss.launch.Fleet} all of them. The integration tests start their nodes with the
 * same classes, so what they prove is what a user runs.
 *
 * <p>Must not know: anything of DSS but its HTTP contract, and nothing outside the JDK. It is left out of the WAR.
 */
package io.dss.launch;
