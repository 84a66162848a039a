package io.dss.node.cache;

import io.dss.kernel.NodeId;
import io.dss.node.route.CallTracing;
import io.dss.spi.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A tracing whose traces are names, and which writes down every hop. For one thread. */
final class FollowedCalls implements CallTracing {
  /** The trace that is followed just now, "" for none. */
  String now = "";
  /** The trace of each call that left a node. */
  final List<String> left = new ArrayList<>();

  @Override
  public Trail trail() {
    String began = now;
    return step -> as(began, step);
  }

  private void as(String trace, Runnable step) {
    String before = now;
    now = trace;
    try {
      step.run();
    } finally {
      now = before;
    }
  }

  @Override
  public CompletionStage<byte[]> leaving(String what, NodeId to, Function<String, CompletionStage<byte[]>> send) {
    left.add(now);
    return send.apply(now);
  }

  @Override
  public CompletionStage<byte[]> arriving(String what, NodeId from, String context, Supplier<CompletionStage<byte[]>> work) {
    List<CompletionStage<byte[]>> answer = new ArrayList<>();
    as(context, () -> answer.add(work.get()));
    return answer.get(0);
  }
}
