package io.dss.server.rest;

import io.dss.kernel.NodeId;
import io.dss.node.cluster.Draining;
import io.dss.protocol.DrainStatus;
import io.dss.protocol.JsonText;
import java.util.concurrent.CompletionStage;

/** Before a node is stopped, and back. Thread-safe. */
final class DrainCalls {
  private final NodeId self;
  private final Draining draining;
  private final Intake intake;

  DrainCalls(NodeId self, Draining draining, Intake intake) {
    this.self = self;
    this.draining = draining;
    this.intake = intake;
  }

  CompletionStage<Answer> drain(Call call) {
    intake.noFields(call);
    return draining.drain().thenApply(drained -> Answer.ok(new DrainStatus(self, drained.leader(), drained.left()).json()));
  }

  CompletionStage<Answer> cancel(Call call) {
    intake.noFields(call);
    boolean was = draining.draining();
    return draining.cancel().thenApply(done -> Answer.ok(new JsonText().object().field("success", true).field("node", self.value()).field("was_drained", was).end().toString()));
  }
}
