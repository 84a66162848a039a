package io.dss.node.route;

import io.dss.kernel.NodeId;
import io.dss.spi.Trail;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries the trace that a call belongs to over the hop between two nodes. What is carried is a W3C {@code traceparent}, or nothing. Called on the thread that has the trace;
 * thread-safe, nothing blocks, and the stages are those of the work.
 */
public interface CallTracing {
  /** Nothing is traced. */
  CallTracing NONE = new CallTracing() {
    @Override
    public Trail trail() {
      return Trail.NONE;
    }

    @Override
    public CompletionStage<byte[]> leaving(String what, NodeId to, Function<String, CompletionStage<byte[]>> send) {
      return send.apply("");
    }

    @Override
    public CompletionStage<byte[]> arriving(String what, NodeId from, String context, Supplier<CompletionStage<byte[]>> work) {
      return work.get();
    }
  };

  /** The trace that this thread has, for what other threads do for the same call. */
  Trail trail();

  /** @param send given what the other node is to be told, "" if this thread has no trace */
  CompletionStage<byte[]> leaving(String what, NodeId to, Function<String, CompletionStage<byte[]>> send);

  /** @param context as the other node told it, "" if it had no trace; of whatever bytes it sent */
  CompletionStage<byte[]> arriving(String what, NodeId from, String context, Supplier<CompletionStage<byte[]>> work);
}
