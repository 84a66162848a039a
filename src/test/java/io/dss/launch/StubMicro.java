package io.dss.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Stands for Payara Micro in tests of the launcher: a JVM that takes the same options and is up in half a second. The file it is told to deploy says in
 * plain words how it behaves: {@code die} at the start, {@code unready} for ever, {@code deaf} to SIGTERM, or anything else to behave well.
 */
public final class StubMicro {
  private StubMicro() {}

  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments);
    String behaviour = Files.readString(Path.of(options.get(options.indexOf("--deploy") + 1))).strip();
    if (behaviour.equals("die")) {
      System.err.println("Error: the stub was told to die");
      System.exit(3);
    }
    if (behaviour.equals("deaf")) {
      Runtime.getRuntime().addShutdownHook(new Thread(StubMicro::sleepForEver));
    }
    Files.writeString(Path.of(System.getProperty("dss.data.dir"), "kept"), System.getenv("DSS_CLUSTER_SECRET"));
    int port = Integer.parseInt(options.get(options.indexOf("--port") + 1));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/health/live", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/health/ready", exchange -> answer(exchange, behaviour.equals("unready") ? 503 : 200, "{}"));
    server.createContext("/raft", exchange -> answer(exchange, 200, "{\"id\":\"" + System.getenv("NODE_ID") + "\",\"leader\":\"node_1\"}"));
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void sleepForEver() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException cutShort) {
      Thread.currentThread().interrupt();
    }
  }

  /** A jar with nothing but this class in it. */
  static Path jar(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StubMicro.class.getName());
    String entry = StubMicro.class.getName().replace('.', '/') + ".class";
    Path jar = directory.resolve("stub micro's.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var bytes = StubMicro.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
