package io.dss.server.rest;

import io.dss.protocol.ClusterStatus;
import io.dss.protocol.RaftStatus;
import io.dss.protocol.RingStatus;
import java.util.concurrent.CompletionStage;

/** What a node can tell about itself and its cluster; the wiring puts it together from the engine. Thread-safe, never blocks; stages may complete on any thread. */
public interface StatusSource {
  CompletionStage<ClusterStatus> cluster();

  /** {@link RingStatus.Shares} for {@link RingQuestion.Shares}, {@link RingStatus.Owner} for the others. */
  CompletionStage<RingStatus> ring(RingQuestion question);

  CompletionStage<RaftStatus> raft();

  /** Whose owner is asked for. */
  sealed interface RingQuestion {
    record Topic(String name) implements RingQuestion {}

    record Key(String name) implements RingQuestion {}

    record Shares() implements RingQuestion {}
  }
}
