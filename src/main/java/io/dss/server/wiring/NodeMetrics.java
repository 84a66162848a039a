package io.dss.server.wiring;

import io.dss.node.cluster.Draining;
import io.dss.node.cluster.Leases;
import io.dss.node.raft.RaftView;
import io.dss.spi.TimeSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What an operator asks of a node first: does it know a leader, how long is its lease, how full is its disk. Read when asked for, by any thread. */
final class NodeMetrics {
  private final Meters meters;

  NodeMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
  }

  /** @param data the directory of the journal */
  void observe(Engine engine, TimeSource time, Path data) {
    meters.gauge("dss_raft_leader_known", "1 on a voter that has heard a leader lately, or is one and hears a quorum", engine,
        e -> raft(e, view -> view.leader().isPresent() && view.leaderHeard() ? 1 : 0));
    meters.gauge("dss_raft_voters", "Voters of the newest configuration, as a voter knows it; 0 on other nodes", engine, e -> raft(e, view -> view.configuration().voters().size()));
    meters.gauge("dss_cluster_drained", "1 from POST /drain on until its cancel or a restart", engine, e -> e.draining().formed().filter(Draining::draining).isPresent() ? 1 : 0);
    meters.gauge("dss_cluster_lease_seconds", "What is left of the shortest lease of this node; 0 without one", engine, e -> leaseSeconds(e, time));
    meters.gauge("dss_cluster_disk_free_bytes", "Room on the disk of the data directory", data, path -> path.toFile().getUsableSpace());
    meters.gauge("dss_cluster_disk_bytes", "Size of the disk of the data directory", data, path -> path.toFile().getTotalSpace());
  }

  private static double raft(Engine engine, Function<RaftView, Integer> of) {
    return engine.node().flatMap(FormedNode::raft).map(raft -> of.apply(raft.view())).orElse(0);
  }

  private static double leaseSeconds(Engine engine, TimeSource time) {
    Optional<Leases> leases = engine.node().map(node -> node.member().leases());
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos());
    return leases.map(held -> held.remainingMillis(held.byRole().keySet(), nowMillis)).orElse(0L) / 1_000.0;
  }
}
