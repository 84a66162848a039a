package io.dss.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a core may use of the JDK: packages by a list of what is allowed, and of those not what reads a clock, draws, prints or iterates in hash
 * order.
 */
final class CoreRules {
  /** {@code java.lang.invoke} and {@code java.lang.runtime} are what the compiler makes lambdas, strings and records of. */
  private static final List<String> PACKAGES =
      List.of("java.lang", "java.lang.invoke", "java.lang.runtime", "java.util", "java.util.function", "java.util.stream");
  private static final List<String> PACKAGES_OF_KERNEL = List.of("java.nio", "java.nio.charset");
  /** The banned class and what to use instead. */
  private static final Map<String, String> CLASSES = new LinkedHashMap<>();
  /** The banned member and what to use instead. */
  private static final Map<String, String> MEMBERS = new LinkedHashMap<>();
  private static final List<String> MEMBERS_OF_SYSTEM = List.of("java.lang.System.arraycopy");

  static {
    String sorted = "use TreeMap, LinkedHashMap or kernel.SortedTree, whose order is the same on every replica";
    for (String name : List.of("HashMap", "HashSet", "IdentityHashMap", "WeakHashMap", "Hashtable")) CLASSES.put("java.util." + name, sorted);
    String driver = "a core has no thread; its driver in node.* does";
    for (String name : List.of("Thread", "ThreadLocal", "InheritableThreadLocal", "ThreadGroup", "Runtime", "Process", "ProcessBuilder")) {
      CLASSES.put("java.lang." + name, driver);
    }
    CLASSES.put("java.util.Timer", driver);
    for (String name : List.of("Random", "SplittableRandom")) CLASSES.put("java.util." + name, "take a kernel.Entropy");
    for (String name : List.of("Date", "Calendar", "GregorianCalendar", "TimeZone")) CLASSES.put("java.util." + name, "take the time as an argument");
    CLASSES.put("java.util.Scanner", "use kernel.BinaryReader");
    MEMBERS.put("java.lang.Math.random", "take a kernel.Entropy");
    MEMBERS.put("java.util.UUID.randomUUID", "take a kernel.Entropy");
    MEMBERS.put("java.util.Collections.shuffle", "take a kernel.Entropy");
    for (String name : List.of("of", "ofEntries", "copyOf")) {
      MEMBERS.put("java.util.Map." + name, sorted);
      MEMBERS.put("java.util.Set." + name, sorted);
    }
    for (String name : List.of("toSet", "toMap", "groupingBy", "toUnmodifiableSet", "toUnmodifiableMap", "groupingByConcurrent", "toConcurrentMap")) {
      MEMBERS.put("java.util.stream.Collectors." + name, sorted);
    }
    for (String name : List.of("Collection", "List", "Set", "SortedSet", "ArrayList", "TreeSet")) {
      MEMBERS.put("java.util." + name + ".parallelStream", driver);
    }
    for (String name : List.of("Stream", "IntStream", "LongStream", "DoubleStream", "BaseStream")) {
      MEMBERS.put("java.util.stream." + name + ".parallel", driver);
    }
    MEMBERS.put("java.lang.Object.hashCode", "an identity hash differs on every replica; hash a value");
    for (String wait : List.of("wait", "notify", "notifyAll")) MEMBERS.put("java.lang.Object." + wait, driver);
  }

  private CoreRules() {}

  static List<String> violations(List<ClassFile> classes) {
    List<String> found = new ArrayList<>();
    for (ClassFile file : classes) {
      if (!ImportTable.isCore(file)) continue;
      file.classes().forEach(used -> checkClass(file, used, found));
      file.members().forEach(used -> checkMember(file, used, found));
    }
    return found;
  }

  private static void checkClass(ClassFile file, String used, List<String> found) {
    String packageName = ClassFile.packageOf(used);
    if (CLASSES.containsKey(used)) {
      found.add(file.name() + " uses " + used + ": " + CLASSES.get(used));
    } else if (!used.startsWith(Packages.ROOT) && !PACKAGES.contains(packageName)
        && !(file.packageName().equals("io.dss.kernel") && PACKAGES_OF_KERNEL.contains(packageName))) {
      found.add(file.name() + " uses " + used + ": a core may use " + PACKAGES + " only; hand the value in, or put a port into spi");
    }
  }

  private static void checkMember(ClassFile file, String used, List<String> found) {
    if (MEMBERS.containsKey(used)) found.add(file.name() + " uses " + used + ": " + MEMBERS.get(used));
    if (used.startsWith("java.lang.System.") && !MEMBERS_OF_SYSTEM.contains(used)) {
      found.add(file.name() + " uses " + used + ": a core has no clock, console or environment; take the value as an argument");
    }
  }
}
