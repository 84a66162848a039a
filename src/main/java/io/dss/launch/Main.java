package io.dss.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code mvn -Prun}: starts the nodes, shows that they are ready, and stops them when it is interrupted.
 *
 * <p>It runs inside Maven's own process, so that Ctrl-C, which the terminal sends to every process in the foreground, reaches one JVM whose shutdown
 * hook stops the nodes, and Maven does not end before that. Started with {@code exec} instead, Maven kills its child's children or leaves them, by chance.
 * Ended by SIGHUP or SIGKILL, it leaves the nodes up.
 */
public final class Main {
  private static final int EXIT_REFUSED = 1;
  private static final int EXIT_HANGUP = 129;

  private Main() {}

  /** Takes everything from system properties: the options that {@link LaunchOptions} lists, and {@code dss.base}, {@code dss.war}, {@code dss.payara.jar}. */
  public static void main(String[] arguments) throws InterruptedException {
    Fleet fleet = new Fleet(Main::say);
    try {
      run(fleet, LaunchOptions.parse(System.getProperties(), base()));
    } catch (LaunchRefused refused) {
      fail(fleet, refused.getMessage());
    } catch (IOException failed) {
      fail(fleet, "cannot start: " + failed);
    }
  }

  private static void run(Fleet fleet, LaunchOptions options) throws LaunchRefused, IOException, InterruptedException {
    EarlierRun earlier = new EarlierRun(options.data());
    if (options.stop()) {
      earlier.stop(Main::say);
      return;
    }
    List<NodePlan> plans = options.topology().nodes(options.basePort());
    NodeSpec.Build build = build();
    Preflight.build(build);
    Preflight.writable(options.data());
    earlier.refuse();
    Preflight.ports(plans, options.basePort() + 1000 > 60_000 ? 9001 : options.basePort() + 1000);
    Preflight.memory(plans.size(), options.heapMegabytes(), Memory.availableMegabytes());
    List<NodeSpec> specs = prepare(options, plans, build);

    stopOnExit(fleet);
    say("starting " + plans.size() + (plans.size() == 1 ? " node" : " nodes") + ", data in " + options.clusterDirectory() + "; Ctrl-C stops all");
    Startup startup = new Startup(fleet, Main::say);
    startup.start(specs);
    Summary.lines(plans, startup.awaitReady(options.startTimeout())).forEach(System.out::println);
    say("running; Ctrl-C stops all");
    new Supervision(fleet, Main::say).watch();
  }

  private static List<NodeSpec> prepare(LaunchOptions options, List<NodePlan> plans, NodeSpec.Build build) throws IOException, LaunchRefused {
    ClusterDirectory directory = new ClusterDirectory(options.clusterDirectory());
    if (options.fresh()) {
      directory.wipe();
    }
    directory.create();
    List<NodeSpec> specs = new ArrayList<>();
    for (NodePlan plan : plans) {
      specs.add(new NodeSpec(build, directory.home(plan.id()), plan.port(), options.heapMegabytes(), directory.secretFile(),
          Peers.environment(plan, plans)));
    }
    return specs;
  }

  private static void stopOnExit(Fleet fleet) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        fleet.stop();
      } catch (InterruptedException cutShort) {
        Thread.currentThread().interrupt();
      }
    }, "dss-stop"));
    Hangup.handle(() -> {
      fleet.letGo();
      System.exit(EXIT_HANGUP);
    });
  }

  private static void fail(Fleet fleet, String line) throws InterruptedException {
    say("ERROR: " + line);
    fleet.stop();
    // Not an exception: Maven would bury the line under its own account of it.
    System.exit(EXIT_REFUSED);
  }

  private static Path base() {
    return Path.of(System.getProperty("dss.base", System.getProperty("user.dir")));
  }

  private static NodeSpec.Build build() {
    Path base = base().toAbsolutePath();
    return new NodeSpec.Build(NodeSpec.Build.runningJava(), base.resolve(System.getProperty("dss.war", "target/dss.war")),
        base.resolve(System.getProperty("dss.payara.jar", "target/payara/payara-micro.jar")), base.resolve("payara-config"));
  }

  private static void say(String line) {
    System.out.println("dss: " + line);
  }
}
