package io.dss.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell script that starts one node: the only place where a node's command line is put together. The launcher runs it, and so does a user who
 * starts a node again.
 *
 * <p>The script ignores the terminal's signals before it becomes the JVM, which leaves a signal alone that was ignored when it started: a node lives
 * on when the launcher's terminal gets Ctrl-C, Ctrl-Z or is closed. (A new session would do the same, but {@code setsid} is not on every system.)
 */
final class StartScript {
  private static final String PREBOOT = "preboot.asadmin";
  private static final String PREBOOT_LOOPBACK = "preboot-loopback.asadmin";
  private static final String POSTBOOT = "postboot.asadmin";
  private static final String MICRO_OPTIONS = "micro.options";
  static final String JVM_OPTIONS = "jvm.options";
  static final String LOGGING = "logging.properties";
  private static final String LOGGING_FILES = "logging-files.properties";
  /** Every file of {@code payara-config} that a node is started with. */
  static final List<String> CONFIG_FILES = List.of(JVM_OPTIONS, MICRO_OPTIONS, LOGGING, LOGGING_FILES, PREBOOT, PREBOOT_LOOPBACK, POSTBOOT);

  private StartScript() {}

  /** Writes the script and the files it names into the node's directory; what an earlier start wrote there is replaced. */
  static void write(NodeSpec spec) throws IOException {
    NodeHome home = spec.home();
    Files.createDirectories(home.data());
    Files.createDirectories(home.logs());
    Path config = spec.build().payaraConfig();
    // Payara Micro takes one of each only; of several the last one wins.
    Files.writeString(home.prebootCommands(), Files.readString(config.resolve(PREBOOT)) + Files.readString(config.resolve(PREBOOT_LOOPBACK)));
    Files.writeString(home.logProperties(), Files.readString(config.resolve(LOGGING)) + Files.readString(config.resolve(LOGGING_FILES)));
    Files.writeString(home.startScript(), text(spec, options(config.resolve(MICRO_OPTIONS))));
  }

  private static List<String> options(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
  }

  static String text(NodeSpec spec, List<String> microOptions) {
    NodeHome home = spec.home();
    String variables = spec.environment().entrySet().stream()
        .map(variable -> "export " + variable.getKey() + "=" + quoted(variable.getValue()) + "\n").collect(Collectors.joining());
    String command = command(spec, microOptions).stream().map(StartScript::quoted).collect(Collectors.joining(" \\\n  "));
    return """
        #!/bin/sh
        # Starts NODE on port PORT in the background, out of reach of this terminal. "start.sh run" is the node itself.
        # Written anew by every start of the launcher.
        set -eu
        home=HOME
        cd "$home"

        runs() {
          [ -f pid ] && pid=$(cat pid) && kill -0 "$pid" 2>/dev/null || return 1
          if [ -d /proc/self ]; then tr '\\0' ' ' <"/proc/$pid/cmdline"; else ps -p "$pid" -o args=; fi 2>/dev/null | grep -qF "$home/"
        }

        if runs; then
          echo "NODE runs already: process $pid" >&2
          exit 1
        fi
        if [ "${1:-}" != run ]; then
          sh "$home/start.sh" run </dev/null >/dev/null 2>&1 &
          echo "NODE starts as process $!; it stops at: kill $!; its log is $home/logs/node.0.log"
          exit 0
        fi

        trap '' HUP INT QUIT TSTP TTIN TTOU
        # Who runs nodes on his own machine wants to see what they do. What the environment says counts first.
        export DSS_CACHE_INVALIDATION_LOG="${DSS_CACHE_INVALIDATION_LOG:-info}"
        VARIABLESDSS_CLUSTER_SECRET=$(cat SECRET)
        export DSS_CLUSTER_SECRET
        rm -rf payara
        [ ! -f console.log ] || mv console.log console.1.log
        echo $$ >pid.new
        mv pid.new pid
        exec COMMAND </dev/null >console.log 2>&1
        """
        .replace("NODE", spec.id()).replace("PORT", Integer.toString(spec.port())).replace("HOME", quoted(home.directory()))
        .replace("SECRET)", quoted(spec.secretFile()) + ")").replace("VARIABLES", variables).replace("COMMAND", command);
  }

  private static List<String> command(NodeSpec spec, List<String> microOptions) {
    NodeSpec.Build build = spec.build();
    NodeHome home = spec.home();
    List<String> command = new ArrayList<>(List.of(
        build.java().toString(),
        "-Ddss.data.dir=" + home.data(),
        "@" + build.payaraConfig().resolve(JVM_OPTIONS),
        "-Xmx" + spec.heapMegabytes() + "m",
        "-jar", build.payaraJar().toString(),
        "--port", Integer.toString(spec.port()),
        "--rootdir", home.payara().toString(),
        "--logproperties", home.logProperties().toString(),
        "--prebootcommandfile", home.prebootCommands().toString(),
        "--postbootcommandfile", build.payaraConfig().resolve(POSTBOOT).toString(),
        "--deploy", build.war().toString()));
    command.addAll(microOptions.stream().flatMap(line -> List.of(line.split("\\s+")).stream()).toList());
    return command;
  }

  private static String quoted(Object word) {
    return "'" + word.toString().replace("'", "'\\''") + "'";
  }
}
