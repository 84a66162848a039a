package io.dss.server.wiring;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * SIGTERM, before the container hears of it: work is done first, then the process ends as it would have.
 *
 * <p>Why not a shutdown hook, {@code @PreDestroy} or {@code contextDestroyed}: hooks run beside the container's own, and by the time the container tells
 * the application anything its JAX-RS runtime is closed, so that a suspended request cannot be answered any more (measured on Payara Micro 6.2025.10).
 * {@code sun.misc.Signal} is part of every JDK from 17 on, but not of Java, so it is looked up; where it is missing, or the signal belongs to somebody
 * else (a process started with it ignored), the stop is what the container makes of it.
 */
final class StopSignal {
  private static final System.Logger LOG = System.getLogger(StopSignal.class.getName());
  private static final String NAME = "TERM";

  private final Class<?> signalClass;
  private final Class<?> handlerClass;
  private final Object signal;
  private final Object before;

  private StopSignal(Runnable first, ThreadFactory threads) throws ReflectiveOperationException {
    signalClass = Class.forName("sun.misc.Signal");
    handlerClass = Class.forName("sun.misc.SignalHandler");
    signal = signalClass.getConstructor(String.class).newInstance(NAME);
    Object handler = Proxy.newProxyInstance(handlerClass.getClassLoader(), new Class<?>[] {handlerClass}, new Handler(first, threads));
    before = install(handler);
  }

  /** Has {@code first} run, on a thread of {@code threads}, when the process is asked to end; empty where that cannot be. */
  static Optional<StopSignal> install(Runnable first, ThreadFactory threads) {
    try {
      return Optional.of(new StopSignal(first, threads));
    } catch (ReflectiveOperationException | RuntimeException notHere) {
      LOG.log(System.Logger.Level.INFO, "SIGTERM is left to the container, calls that wait may be cut at the stop: " + notHere);
      return Optional.empty();
    }
  }

  /** Gives the signal back to whoever had it: the application goes, the process stays. */
  void remove() {
    try {
      install(before);
    } catch (ReflectiveOperationException | RuntimeException kept) {
      LOG.log(System.Logger.Level.WARNING, "SIGTERM could not be given back", kept);
    }
  }

  private Object install(Object handler) throws ReflectiveOperationException {
    return signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
  }

  /** Answers at once, as it runs on the JVM's thread for all signals; the work has its own. */
  private final class Handler implements InvocationHandler {
    private final Runnable first;
    private final ThreadFactory threads;

    Handler(Runnable first, ThreadFactory threads) {
      this.first = first;
      this.threads = threads;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
      switch (method.getName()) {
        case "handle":
          threads.newThread(this::firstThenBefore).start();
          return null;
        case "equals":
          return proxy == arguments[0];
        case "hashCode":
          return System.identityHashCode(proxy);
        default:
          return StopSignal.class.getName();
      }
    }

    private void firstThenBefore() {
      try {
        first.run();
      } catch (RuntimeException | Error failed) {
        // The JDK closes the log as soon as the signal is passed on: nobody would see it there.
        LOG.log(System.Logger.Level.ERROR, "the stop in order failed; the process ends without it", failed);
        throw failed;
      } finally {
        passOn();
      }
    }

    private void passOn() {
      try {
        handlerClass.getMethod("handle", signalClass).invoke(before, signal);
      } catch (ReflectiveOperationException | RuntimeException failed) {
        LOG.log(System.Logger.Level.ERROR, "SIGTERM could not be passed on; ending the process", failed);
        Runtime.getRuntime().exit(128 + 15);
      }
    }
  }
}
