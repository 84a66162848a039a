package io.dss.server.rest;

import io.dss.node.cache.Caches;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /cache/events} as an asynchronous servlet with a {@link WriteListener}. JAX-RS' own Server-Sent Events were rejected: they write with a blocking stream, so that clients
 * who do not read would hold the threads that answer everybody.
 */
public class EventsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  /** How many streams a node serves. */
  static final int STREAMS = 1_000;

  private static final long TICK_MILLIS = 1_000;

  @Inject private transient Caches caches;
  @Inject private transient EventCalls calls;
  @Inject private transient AnswerThreads threads;
  @Resource private transient ManagedScheduledExecutorService timer;
  private final transient Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private transient Future<?> ticks;

  @PostConstruct
  void begin() {
    ticks = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (EventStream each : streams) {
      try {
        each.tick();
      } catch (RuntimeException broken) {
        // The timer would never run again, for any of them.
        log("a stream of events could not be looked after", broken);
      }
    }
  }

  @PreDestroy
  void stop() {
    ticks.cancel(false);
    streams.forEach(EventStream::end);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      send(response, Answer.of(Statuses.problem(HttpServletResponse.SC_METHOD_NOT_ALLOWED, request.getMethod(), request.getRequestURI())));
    } else if (open.incrementAndGet() > STREAMS) {
      open.decrementAndGet();
      send(response, Answer.of(Problem.of(ProblemCode.LIMIT_REACHED, STREAMS + " streams of events are served by this node, and there are as many")));
    } else {
      open(request);
    }
  }

  private void open(HttpServletRequest request) {
    Call call = ServletCall.of(request);
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    Answering.attempt(call, it -> calls.open(it).thenApply(opening -> {
      handOver(() -> begin(context, opening));
      return Answer.ok("");
    })).thenAccept(answer -> {
      if (answer.status() != HttpServletResponse.SC_OK) handOver(() -> refuse(context, answer));
    });
  }

  /** At the stop nobody takes work any more: better a slow engine thread then than a client that never hears. */
  private void handOver(Runnable work) {
    try {
      threads.executor().execute(work);
    } catch (RejectedExecutionException stopping) {
      work.run();
    }
  }

  private void refuse(AsyncContext context, Answer answer) {
    try {
      send((HttpServletResponse) context.getResponse(), answer);
    } catch (IOException gone) {
      log("a client went away before it was answered", gone);
    } finally {
      open.decrementAndGet();
      context.complete();
    }
  }

  private void begin(AsyncContext context, EventCalls.Opening opening) {
    HttpServletResponse response = (HttpServletResponse) context.getResponse();
    response.setContentType(EventCalls.KIND);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    // A proxy that collects an answer before it passes it on would show no event before the end.
    response.setHeader("X-Accel-Buffering", "no");
    ServletOutputStream out;
    try {
      out = response.getOutputStream();
    } catch (IOException gone) {
      log("a client went away before its stream began", gone);
      open.decrementAndGet();
      context.complete();
      return;
    }
    stream(context, out, opening);
  }

  private void stream(AsyncContext context, ServletOutputStream out, EventCalls.Opening opening) {
    EventStream[] made = new EventStream[1];
    made[0] = new EventStream(caches, opening, threads.executor(), System::nanoTime, new Outlet(context, out), () -> {
      streams.remove(made[0]);
      open.decrementAndGet();
    });
    streams.add(made[0]);
    try {
      out.setWriteListener(new Writable(made[0]));
    } catch (IllegalStateException gone) {
      made[0].end();
    }
  }

  private static void send(HttpServletResponse response, Answer answer) throws IOException {
    response.setStatus(answer.status());
    response.setContentType(answer.mediaType());
    for (Answer.Header header : answer.headers()) response.setHeader(header.name(), header.value());
    response.setContentLength(answer.body().length);
    response.getOutputStream().write(answer.body());
  }

  /** @param out never blocks once it has a listener */
  private record Outlet(AsyncContext context, ServletOutputStream out) implements EventStream.Outlet {
    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void write(byte[] text) throws IOException {
      out.write(text);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void end() {
      context.complete();
    }
  }

  private record Writable(EventStream stream) implements WriteListener {
    @Override
    public void onWritePossible() {
      stream.writable();
    }

    @Override
    public void onError(Throwable gone) {
      stream.end();
    }
  }
}
