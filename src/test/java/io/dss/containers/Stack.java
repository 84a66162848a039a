package io.dss.containers;

import io.dss.it.Api;
import io.dss.it.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the compose files, up. Grafana is left out: there is no image of it that can be made here. */
final class Stack {
  /** Nine JVMs start on the processors that there are. */
  static final Duration UP = Duration.ofMinutes(6);
  private static final String PROJECT = "docker";

  private final Docker docker;
  private final Map<String, String> images;
  private final String file;
  private final Api api = new Api();

  Stack(Docker docker, Map<String, String> images, String file) {
    this.docker = docker;
    this.images = images;
    this.file = file;
  }

  String compose(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("compose", "--file", "docker/" + file));
    all.addAll(List.of(words));
    return docker.run(Duration.ofMinutes(15), images, all.toArray(String[]::new));
  }

  /** As Compose names it, and people's scripts expect. */
  static String container(String service) {
    return PROJECT + "-" + service + "-1";
  }

  String docker(String... words) throws IOException, InterruptedException {
    return docker.run(words);
  }

  String inspected(String service, String format) throws IOException, InterruptedException {
    return docker.run("inspect", "--format", format, container(service));
  }

  void awaitHealthy(String... services) throws IOException, InterruptedException {
    await(UP, Arrays.toString(services) + " are Up (healthy)", () -> {
      for (String service : services) if (!inspected(service, "{{.State.Health.Status}}").equals("healthy")) return false;
      return true;
    });
  }

  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  static void await(Duration limit, String what, Condition condition) throws IOException, InterruptedException {
    long untilNanos = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - untilNanos > 0) throw new IOException("not within " + limit.toSeconds() + " s: " + what);
      TimeUnit.MILLISECONDS.sleep(250);
    }
  }

  /** A node's name ends in its number, and its port is one of the published ones. */
  static String url(String service) {
    int number = service.charAt(service.length() - 1) - '1';
    int first = service.contains("queue") ? 8011 : service.contains("cache") ? 8021 : 8001;
    return "http://127.0.0.1:" + (first + number);
  }

  Reply post(String service, String path, String json) throws IOException, InterruptedException {
    return api.post(url(service), path, json.replace('\'', '"'));
  }

  Reply get(String service, String path) throws IOException, InterruptedException {
    return api.get(url(service), path);
  }

  Api api() {
    return api;
  }

  /** Of a node that answers. */
  String leader(List<String> askable) throws InterruptedException {
    for (String service : askable) {
      try {
        String leader = get(service, "/raft").json().getString("leader", "");
        if (!leader.isEmpty()) return leader;
      } catch (IOException away) {
        continue;
      } catch (ClassCastException none) {
        continue;
      }
    }
    return "";
  }
}
