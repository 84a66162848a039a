package io.dss.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What only some packages may use, and what nobody may. */
final class UseRules {
  private static final List<String> ENTERPRISE = List.of("server.*", "client.jms", "client.cdi");
  private static final List<String> SERVLET = List.of("transport.servlet");
  private static final List<String> CONSOLE = List.of("launch", "cli");
  /** Where threads are decided; everybody else has an executor handed in. */
  private static final List<String> THREADS = List.of("server.wiring", "launch", "cli");

  private UseRules() {}

  static List<String> enterprise(List<ClassFile> classes) {
    List<String> found = new ArrayList<>();
    for (ClassFile file : classes) {
      String from = Packages.inside(file.packageName());
      if (Packages.matches(from, ENTERPRISE)) continue;
      for (String used : file.classes()) {
        boolean servlet = used.startsWith("jakarta.servlet.") && Packages.matches(from, SERVLET);
        if (!servlet && (used.startsWith("jakarta.") || used.startsWith("org.eclipse.microprofile.") || used.startsWith("io.opentelemetry."))) {
          found.add(file.name() + " uses " + used + ": Jakarta and MicroProfile live in " + ENTERPRISE + ", servlets also in " + SERVLET
              + "; produce the object in server.wiring");
        }
      }
    }
    return found;
  }

  static List<String> jdkOnlyInLaunch(List<ClassFile> classes) {
    List<String> found = new ArrayList<>();
    for (ClassFile file : classes) {
      if (!file.packageName().equals("io.dss.launch")) continue;
      for (String used : file.classes()) {
        boolean own = used.startsWith("io.dss.launch.");
        boolean jdk = used.startsWith("java.") || used.startsWith("javax.") || used.startsWith("com.sun.") || used.startsWith("jdk.");
        if (!own && !jdk) found.add(file.name() + " uses " + used + ": the launcher runs as a source file, before anything is built; use the JDK");
      }
    }
    return found;
  }

  static List<String> console(List<ClassFile> classes) {
    return members(classes, CONSOLE, List.of("java.lang.System.out"::equals, "java.lang.System.err"::equals), "log with java.util.logging");
  }

  static List<String> sleeping(List<ClassFile> classes) {
    return members(classes, List.of("launch"), List.of("java.lang.Thread.sleep"::equals), "wait for the event, or have a tick scheduled");
  }

  static List<String> threads(List<ClassFile> classes) {
    return members(classes, THREADS, List.of("java.lang.Thread.<init>"::equals, used -> used.startsWith("java.util.concurrent.Executors.new"),
        "java.util.concurrent.ThreadPoolExecutor.<init>"::equals, "java.util.concurrent.ScheduledThreadPoolExecutor.<init>"::equals,
        "java.util.concurrent.ForkJoinPool.<init>"::equals, "java.util.concurrent.ForkJoinPool.commonPool"::equals, "java.util.Timer.<init>"::equals),
        "threads are decided in " + THREADS + "; have an executor or a thread factory handed in");
  }

  static List<String> stackTraces(List<ClassFile> classes) {
    return members(classes, List.of(), List.of(used -> used.endsWith(".printStackTrace")), "log the failure with its cause, or pass it on");
  }

  static List<String> asserts(List<ClassFile> classes) {
    return members(classes, List.of(), List.of(used -> used.endsWith(".$assertionsDisabled")), "use kernel.Invariant.check, which is always on");
  }

  private static List<String> members(List<ClassFile> classes, List<String> allowedIn, List<Predicate<String>> banned, String instead) {
    List<String> found = new ArrayList<>();
    for (ClassFile file : classes) {
      if (Packages.matches(Packages.inside(file.packageName()), allowedIn)) continue;
      for (String used : file.members()) {
        if (banned.stream().anyMatch(ban -> ban.test(used))) found.add(file.name() + " uses " + used + ": " + instead);
      }
    }
    return found;
  }
}
