/**
 * {@code mvn -Pbench}: what the lock service costs, measured on three real nodes of this machine, each figure beside the baseline that was taken in the
 * same run. {@link io.dss.bench.Main} runs it, {@link io.dss.bench.BenchOptions} is what can be chosen, src/docs/benchmarks.md says what the figures
 * mean.
 *
 * <p>The load comes from one blocking thread per connection over plain sockets ({@link io.dss.bench.HttpConnection}): a client library would take the
 * processors from the nodes that are measured. Nothing here is in the product; the one resource that is the ceiling ({@link io.dss.bench.EmptyPost}) is
 * put into a copy of the WAR.
 */
package io.dss.bench;
