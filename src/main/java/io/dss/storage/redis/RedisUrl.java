package io.dss.storage.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is. Read by hand, as host names with underscores are usual among containers and {@code java.net.URI} finds no host in them.
 *
 * <ul>
 * <li>{@code redis://[[user]:password@]host[:6379][/database]}: one server
 * <li>{@code redis-sentinel://[[user]:password@]host[:26379],.../master[/database]}: whichever server the Sentinels call master
 * <li>{@code redis-cluster://[[user]:password@]host[:6379],...}: a cluster, some of its nodes named
 * <li>{@code rediss://}, {@code rediss-sentinel://}, {@code rediss-cluster://}: the same over TLS, Sentinels included
 * </ul>
 * User and password are percent-encoded.
 *
 * @param master name of the master; empty unless there are Sentinels
 * @param user of the data servers; Sentinels are asked without a password
 */
public record RedisUrl(Kind kind, boolean tls, List<HostAndPort> nodes, String master, int database, Optional<String> user, Optional<String> password) {
  enum Kind { SERVER, SENTINEL, CLUSTER }

  /** Credentials end at the last at sign, so that what was not encoded is found in them and nowhere else. */
  private static final Pattern FORM = Pattern.compile("redis(s?)(-sentinel|-cluster)?://(?:(.*)@)?([^@/]+)((?:/[^@]*)?)");
  private static final Pattern NODE = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]\\s?#]+)(?::(\\d{1,5}))?");
  private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern NOT_ENCODED = Pattern.compile("[/@]|%(?![0-9a-fA-F]{2})");
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int MAX_PORT = 65_535;

  /** @throws IllegalArgumentException saying what is wrong, without quoting: what was not encoded may be a part of the password wherever it is */
  public static RedisUrl parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) throw wrong("expected redis://, redis-sentinel:// or redis-cluster:// (rediss for TLS), then [user:password@]host:port");
    Kind kind = form.group(2) == null ? Kind.SERVER : Kind.valueOf(form.group(2).substring(1).toUpperCase(Locale.ROOT));
    String[] credentials = credentials(Optional.ofNullable(form.group(3)).orElse(""));
    List<String> path = Arrays.stream(form.group(5).split("/")).filter(part -> !part.isEmpty()).toList();
    int named = kind == Kind.SENTINEL ? 1 : 0;
    if (path.size() < named || named == 1 && !MASTER.matcher(path.get(0)).matches()) {
      throw wrong("behind the hosts the name of the master is due, of letters, digits and .-_: redis-sentinel://host:port/MASTER");
    }
    if (path.size() > named + 1) throw wrong("there is more behind the hosts than a database");
    int database = path.size() == named ? 0 : number(path.get(named), "behind the hosts a database is due, a number", 0, Integer.MAX_VALUE);
    if (kind == Kind.CLUSTER && database != 0) throw wrong("a cluster has database 0 only");
    List<HostAndPort> nodes = nodes(form.group(4), kind == Kind.SENTINEL ? SENTINEL_PORT : PORT);
    if (kind == Kind.SERVER && nodes.size() > 1) throw wrong("more than one server: redis-sentinel:// or redis-cluster:// take a list");
    return new RedisUrl(kind, !form.group(1).isEmpty(), nodes, named == 1 ? path.get(0) : "", database, decoded(credentials[0]), decoded(credentials[1]));
  }

  /** User and password, still encoded. */
  private static String[] credentials(String sent) {
    if (NOT_ENCODED.matcher(sent).find()) throw wrong("user and password are to be percent-encoded: / as %2F, @ as %40, % as %25");
    return (sent.contains(":") ? sent : ":" + sent).split(":", 2);
  }

  private static List<HostAndPort> nodes(String list, int port) {
    List<HostAndPort> nodes = new ArrayList<>();
    for (String text : list.split(",", -1)) {
      Matcher node = NODE.matcher(text);
      String due = "server " + (nodes.size() + 1) + " is no host or host:port, the port being 1 to " + MAX_PORT;
      if (!node.matches()) throw wrong(due);
      String host = node.group(1).startsWith("[") ? node.group(1).substring(1, node.group(1).length() - 1) : node.group(1);
      nodes.add(new HostAndPort(host, node.group(2) == null ? port : number(node.group(2), due, 1, MAX_PORT)));
    }
    return List.copyOf(nodes);
  }

  private static int number(String text, String due, int min, int max) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > max || Integer.parseInt(text) < min) throw wrong(due);
    return Integer.parseInt(text);
  }

  private static Optional<String> decoded(String text) {
    // The decoder is one of forms, in which a plus is a space.
    return text.isEmpty() ? Optional.empty() : Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("the URL of Redis: " + what);
  }

  /** Without the password. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(tls ? "rediss" : "redis");
    if (kind != Kind.SERVER) text.append('-').append(kind.name().toLowerCase(Locale.ROOT));
    text.append("://").append(String.join(",", nodes.stream().map(HostAndPort::toString).toList()));
    if (kind == Kind.SENTINEL) text.append('/').append(master);
    if (database != 0) text.append('/').append(database);
    return text.toString();
  }
}
