package io.dss.server.wiring;

import io.dss.kernel.NodeId;
import io.dss.node.route.CallTracing;
import io.dss.spi.Trail;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The hops of calls between nodes as spans of MicroProfile Telemetry: {@code dss lock}, {@code dss queue}, {@code dss cache_call}, of kind client where a call leaves and of kind
 * server where it arrives, as children of the request's span. Where telemetry is off no thread has a valid span, and nothing is made or carried.
 */
final class CallSpans implements CallTracing {
  private static final String TRACEPARENT = "traceparent";
  private static final TextMapGetter<String> TOLD = new TextMapGetter<>() {
    @Override
    public Iterable<String> keys(String context) {
      return List.of(TRACEPARENT);
    }

    @Override
    public String get(String context, String key) {
      return key.equals(TRACEPARENT) ? context : null;
    }
  };

  private final Supplier<OpenTelemetry> telemetry;

  /** @param telemetry asked at each span: the server's is there later than the engine */
  CallSpans(Supplier<OpenTelemetry> telemetry) {
    this.telemetry = telemetry;
  }

  private Tracer tracer() {
    return telemetry.get().getTracer("io.dss");
  }

  @Override
  public Trail trail() {
    if (!Span.current().getSpanContext().isValid()) return Trail.NONE;
    Context context = Context.current();
    return step -> {
      try (Scope scope = context.makeCurrent()) {
        step.run();
      }
    };
  }

  @Override
  public CompletionStage<byte[]> leaving(String what, NodeId to, Function<String, CompletionStage<byte[]>> send) {
    if (!Span.current().getSpanContext().isValid()) return send.apply("");
    Span span = tracer().spanBuilder("dss " + what).setSpanKind(SpanKind.CLIENT).setAttribute("dss.to", to.value()).startSpan();
    Map<String, String> told = new HashMap<>();
    W3CTraceContextPropagator.getInstance().inject(Context.current().with(span), told, Map::put);
    return ended(span, () -> send.apply(told.getOrDefault(TRACEPARENT, "")));
  }

  @Override
  public CompletionStage<byte[]> arriving(String what, NodeId from, String context, Supplier<CompletionStage<byte[]>> work) {
    if (context.isEmpty()) return work.get();
    Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), context, TOLD);
    Span span = tracer().spanBuilder("dss " + what).setParent(parent).setSpanKind(SpanKind.SERVER).setAttribute("dss.from", from.value()).startSpan();
    try (Scope scope = span.makeCurrent()) {
      return ended(span, work);
    }
  }

  private static CompletionStage<byte[]> ended(Span span, Supplier<CompletionStage<byte[]>> work) {
    CompletionStage<byte[]> stage;
    try {
      stage = work.get();
    } catch (RuntimeException broken) {
      span.setStatus(StatusCode.ERROR, String.valueOf(broken.getMessage())).end();
      throw broken;
    }
    return stage.whenComplete((answer, failure) -> {
      if (failure != null) span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
      span.end();
    });
  }
}
