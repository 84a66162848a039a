package io.dss.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule against a small piece of code that breaks it. */
class HouseRulesBrokenTest {
  private static List<ClassFile> body(String packageName, String body) throws IOException {
    return Code.compiled(packageName + ".Bad", "package " + packageName + "; class Bad { " + body + " }");
  }

  private static void assertCaught(List<String> violations, String... saying) {
    assertTrue(!violations.isEmpty(), "the rule does not see it");
    for (String part : saying) assertTrue(violations.stream().anyMatch(line -> line.contains(part)), () -> part + " is not in " + violations);
  }

  private static void assertOnlyIn(String allowed, String elsewhere, String body, Function<List<ClassFile>, List<String>> rule) throws IOException {
    assertCaught(rule.apply(body(elsewhere, body)), elsewhere + ".Bad uses ");
    assertEquals(List.of(), rule.apply(body(allowed, body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "long f() { return System.nanoTime(); }",
    "long f() { return System.currentTimeMillis(); }",
    "String f() { return System.getenv(\"A\"); }",
    "void f() { System.out.println(); }",
    "void f() { System.err.println(); }",
    "int f(Object o) { return System.identityHashCode(o); }",
    "int f(Object o) { return o.hashCode(); }",
    "void f() throws InterruptedException { synchronized (this) { wait(); } }",
    "Object f() { return java.time.Instant.now(); }",
    "Object f() { return new java.util.Date(); }",
    "Thread thread;",
    "Object f() { return new ThreadLocal<String>(); }",
    "java.util.concurrent.locks.Lock lock;",
    "Object f() { return new java.util.concurrent.ConcurrentHashMap<String, String>(); }",
    "java.io.File file;",
    "void f() throws java.io.IOException {}",
    "Object f() { return java.nio.file.Path.of(\"a\"); }",
    "java.nio.channels.FileChannel channel;",
    "java.net.URI address;",
    "Object f() { return new java.util.Random(); }",
    "Object f() { return new java.util.SplittableRandom(); }",
    "double f() { return Math.random(); }",
    "Object f() { return java.util.UUID.randomUUID(); }",
    "void f(java.util.List<String> list) { java.util.Collections.shuffle(list); }",
    "java.util.logging.Logger log;",
    "Object f() { return new java.util.HashMap<String, String>(); }",
    "java.util.List<java.util.HashMap<String, String>> maps;",
    "Object f() { return new java.util.HashSet<String>(); }",
    "Object f() { return new java.util.IdentityHashMap<String, String>(); }",
    "Object f() { return java.util.Map.of(1, 2, 3, 4); }",
    "Object f() { return java.util.Set.of(1, 2); }",
    "Object f() { return java.util.Set.copyOf(java.util.List.of(1)); }",
    "Object f(java.util.List<String> l) { return l.stream().collect(java.util.stream.Collectors.toSet()); }",
    "Object f(java.util.List<String> l) { return l.stream().collect(java.util.stream.Collectors.toMap(a -> a, a -> a)); }",
    "Object f(java.util.List<String> l) { return l.stream().collect(java.util.stream.Collectors.groupingBy(a -> a)); }",
    "Object f(java.util.List<String> l) { return l.parallelStream(); }",
    "Object f(java.util.List<String> l) { return l.stream().parallel(); }",
    "Object f(int[] l) { return java.util.Arrays.stream(l).parallel(); }",
    "@Deprecated @jakarta.inject.Inject Object a;",
    "Object f() { return java.nio.charset.StandardCharsets.UTF_8; }"
  })
  void aCoreThatReachesOutIsCaught(String body) throws IOException {
    assertCaught(CoreRules.violations(body("io.dss.lock", body)), "io.dss.lock.Bad uses ");
    assertEquals(List.of(), CoreRules.violations(body("io.dss.node.lock", body)), "only cores are meant");
  }

  @Test
  void aCoreMayUseWhatItNeeds() throws IOException {
    String body = "record R(int a, String b) {} Object f(java.util.List<R> l, byte[] a) { System.arraycopy(a, 0, a, 1, 2);"
        + " return new java.util.TreeMap<>(new java.util.LinkedHashMap<>(java.util.Map.copyOf(new java.util.TreeMap<String, R>()))) + l.stream().map(R::b).toList().toString(); }";
    assertEquals(1, CoreRules.violations(body("io.dss.raft.quorum", body)).size(), "the Map.copyOf and nothing else");
    assertEquals(List.of(), CoreRules.violations(body("io.dss.kernel", "Object f() { return java.nio.charset.StandardCharsets.UTF_8; }")));
    assertCaught(CoreRules.violations(body("io.dss.kernel", "java.nio.channels.FileChannel c;")), "java.nio.channels");
  }

  @Test
  void anImportAgainstTheTableIsCaught() throws IOException {
    assertCaught(ImportTable.violations(body("io.dss.kernel", "io.dss.raft.log.LogEntry a;")), "io.dss.kernel may import []");
    assertCaught(ImportTable.violations(body("io.dss.lock", "io.dss.raft.log.LogEntry a;")), "hand the value in");
    assertCaught(ImportTable.violations(body("io.dss.raft.log", "Object f(io.dss.spi.LogStore a) { return a; }")), "io.dss.spi.LogStore");
    assertCaught(ImportTable.violations(body("io.dss.storage.journal", "io.dss.node.route.Refusal a;")), "io.dss.node.route.Refusal");
    assertCaught(ImportTable.violations(body("io.dss.launch", "io.dss.kernel.NodeId a;")), "io.dss.launch may import []");
    assertCaught(ImportTable.violations(body("io.dss.node.lock", "java.util.List<io.dss.storage.journal.DataDirectory> a;")), "storage.journal");
    assertEquals(List.of(), ImportTable.violations(body("io.dss.node.lock", "io.dss.node.route.Refusal a; io.dss.lock.LockReply b; io.dss.spi.LogStore c;")));
    assertEquals(List.of(), ImportTable.violations(body("io.dss.server.wiring", "io.dss.storage.journal.DataDirectory a; io.dss.node.route.Refusal b;")));
    assertCaught(ImportTable.violations(body("io.dss.misc", "int a;")), "not in the import table");
  }

  @Test
  void servicesThatMeetAreCaught() throws IOException {
    assertCaught(ImportTable.violations(Code.compiled("io.dss.node.lock.A", "package io.dss.node.lock; public class A { io.dss.node.cluster.B b; }",
        "io.dss.node.cluster.B", "package io.dss.node.cluster; public class B {}")), "io.dss.node.lock.A uses io.dss.node.cluster.B");
  }

  @Test
  void aRaftPackageThatLooksUpwardsIsCaught() throws IOException {
    assertCaught(ImportTable.violations(Code.compiled("io.dss.raft.quorum.A", "package io.dss.raft.quorum; public class A { io.dss.raft.B b; }",
        "io.dss.raft.B", "package io.dss.raft; public class B {}")), "io.dss.raft.quorum.A uses io.dss.raft.B");
  }

  @Test
  void aCircleOfThreePackagesIsCaught() throws IOException {
    List<ClassFile> circle = Code.compiled("io.dss.a.A", "package io.dss.a; public class A { io.dss.b.B b; }",
        "io.dss.b.B", "package io.dss.b; public class B { Object f() { return new io.dss.c.C(); } }",
        "io.dss.c.C", "package io.dss.c; public class C { java.util.List<io.dss.a.A> a; }");
    assertEquals(3, Packages.cycles(circle).size());
    List<ClassFile> line = Code.compiled("io.dss.a.A", "package io.dss.a; public class A { io.dss.b.B b; }",
        "io.dss.b.B", "package io.dss.b; public class B { io.dss.c.C c; }", "io.dss.c.C", "package io.dss.c; public class C {}");
    assertEquals(List.of(), Packages.cycles(line));
  }

  @Test
  void jakartaOutsideTheServerIsCaught() throws IOException {
    assertOnlyIn("io.dss.server.rest", "io.dss.node.lock", "@jakarta.inject.Inject Object a;", UseRules::enterprise);
    assertOnlyIn("io.dss.transport.servlet", "io.dss.transport", "jakarta.servlet.http.HttpServletRequest a;", UseRules::enterprise);
    assertCaught(UseRules.enterprise(body("io.dss.transport.servlet", "@jakarta.inject.Inject Object a;")), "jakarta.inject.Inject");
    assertOnlyIn("io.dss.server.config", "io.dss.protocol", "org.eclipse.microprofile.config.Config a;", UseRules::enterprise);
  }

  @Test
  void aLauncherThatNeedsMoreThanTheJdkIsCaught() throws IOException {
    assertCaught(UseRules.jdkOnlyInLaunch(body("io.dss.launch", "jakarta.json.JsonObject a;")), "use the JDK");
    assertEquals(List.of(), UseRules.jdkOnlyInLaunch(body("io.dss.launch", "com.sun.net.httpserver.HttpServer a; java.net.http.HttpClient b;")));
  }

  @Test
  void printingSleepingThreadsStackTracesAndAssertsAreCaught() throws IOException {
    assertOnlyIn("io.dss.launch", "io.dss.transport", "void f() { System.out.println(); }", UseRules::console);
    assertOnlyIn("io.dss.launch", "io.dss.node.raft", "void f() throws Exception { Thread.sleep(1); }", UseRules::sleeping);
    assertOnlyIn("io.dss.server.wiring", "io.dss.transport", "Object f() { return new Thread(() -> {}); }", UseRules::threads);
    assertOnlyIn("io.dss.server.wiring", "io.dss.node.raft", "Object f() { return java.util.concurrent.Executors.newCachedThreadPool(); }", UseRules::threads);
    assertCaught(UseRules.stackTraces(body("io.dss.launch", "void f(Exception e) { e.printStackTrace(); }")), "log the failure");
    assertCaught(UseRules.asserts(body("io.dss.launch", "void f(int a) { assert a > 0; }")), "Invariant.check");
  }

  @Test
  void sourceRulesSeeWhatTheyShould() {
    SortedMap<String, String> good = new TreeMap<>();
    good.put("io/dss/a/A.java", "class A {} // a todo list is a noun\n".repeat(SourceRules.MAX_LINES));
    good.put("io/dss/a/package-info.java", "");
    for (Function<SortedMap<String, String>, List<String>> rule : List.<Function<SortedMap<String, String>, List<String>>>of(
        SourceRules::withoutPackageInfo, SourceRules::tooLong, SourceRules::leftovers)) {
      assertEquals(List.of(), rule.apply(good));
    }
    good.put("io/dss/b/B.java", "\n// TO" + "DO later\n" + "\n".repeat(SourceRules.MAX_LINES));
    assertCaught(SourceRules.withoutPackageInfo(good), "io/dss/b/ has no package-info.java");
    assertCaught(SourceRules.tooLong(good), "io/dss/b/B.java has 402 lines");
    assertCaught(SourceRules.leftovers(good), "io/dss/b/B.java:2");
  }
}
