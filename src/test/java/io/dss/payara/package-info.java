/**
 * Real clusters for integration tests: {@link io.dss.payara.PayaraCluster} starts Payara Micro processes through the launcher's own classes, and lets a
 * test kill, suspend, stop, wipe and restart them. Nothing it starts outlives the test JVM, whatever ends that: {@link io.dss.payara.Watchdog}.
 */
package io.dss.payara;
