package io.dss.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node takes.
 *
 * @param residentMegabytes of the process, as the system counts it
 * @param heapMegabytes in use, garbage included, as the node's own {@code /metrics} has it
 */
record Memory(double residentMegabytes, double heapMegabytes) {
  private static final double KILOBYTES = 1024;
  private static final double BYTES = 1024 * 1024;

  static Memory of(long process, String url) throws IOException, InterruptedException {
    HttpResponse<String> metrics = HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(URI.create(url + "/metrics")).header("Accept", "text/plain").build(), HttpResponse.BodyHandlers.ofString());
    return new Memory(resident(Files.readAllLines(Path.of("/proc/" + process + "/status"))), heap(metrics.body()));
  }

  static double resident(List<String> status) {
    String line = status.stream().filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow(() -> new IllegalArgumentException("no VmRSS"));
    return Double.parseDouble(line.split("\\s+")[1]) / KILOBYTES;
  }

  static double heap(String metrics) {
    String line = metrics.lines().filter(text -> text.matches("(base_)?memory_usedHeap_bytes[ {].*")).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no memory_usedHeap_bytes in the metrics"));
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / BYTES;
  }
}
