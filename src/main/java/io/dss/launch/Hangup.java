package io.dss.launch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Tells a closed terminal (SIGHUP) from Ctrl-C and SIGTERM. A shutdown hook alone cannot: it runs for each of them and is not told why.
 *
 * <p>By reflection, because {@code sun.misc.Signal}, which every JDK since 9 exports from {@code jdk.unsupported}, makes the compiler warn in a way that
 * no annotation quiets.
 */
final class Hangup {
  private Hangup() {}

  /** Runs {@code action} on SIGHUP in place of the JVM's own shutdown. Without effect where there is no such signal, or it is ignored (nohup). */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
        if (method.getName().equals("handle")) {
          action.run();
        }
        return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
      });
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException noSuchJvm) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", noSuchJvm);
    } catch (InvocationTargetException noSuchSignal) {
      // Windows, or a JVM started with -Xrs: then a closed terminal is what it is there.
    }
  }
}
