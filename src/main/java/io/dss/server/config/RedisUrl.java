package io.dss.server.config;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is. What it means the store knows; here it is held against the same grammar, so that a wrong one is told among the mistakes of the
 * configuration. What stands before the {@code @} may be secret, which no text of this object has and no mistake quotes.
 */
public final class RedisUrl {
  private static final Pattern FORM = Pattern.compile("(rediss?(-sentinel|-cluster)?://)(?:(.*)@)?([^@/]+)((?:/[^@]*)?)");
  private static final Pattern NOT_ENCODED = Pattern.compile("[/@]|%(?![0-9a-fA-F]{2})");
  private static final String PORT = "(?=\\d{1,5}$)0*(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])";
  private static final Pattern NODE = Pattern.compile("(?:\\[[0-9a-fA-F:.%]+]|[^:,\\[\\]\\s?#]+)(?::" + PORT + ")?");
  private static final Pattern OF_SERVER = Pattern.compile("/*(\\d{1,9}/*)?");
  private static final Pattern OF_SENTINELS = Pattern.compile("/+[A-Za-z0-9._-]+(/+(\\d{1,9}/*)?)?");
  private static final Pattern OF_CLUSTER = Pattern.compile("/*(0{1,9}/*)?");
  private final String value;

  RedisUrl(String value) {
    this.value = value;
  }

  /** With the password, for whoever connects. */
  public String withSecret() {
    return value;
  }

  /** What is wrong with it, without quoting it: where the password begins cannot be told. */
  Optional<String> fault() {
    return wrong(FORM.matcher(value)).map(what -> "is wrong: " + what + " (it is not shown, because it may hold a password)");
  }

  private static Optional<String> wrong(Matcher form) {
    if (!form.matches()) return Optional.of("redis://, redis-sentinel:// or redis-cluster:// (rediss for TLS) is due, then [USER:SECRET@]HOST:PORT");
    if (form.group(3) != null && NOT_ENCODED.matcher(form.group(3)).find()) {
      return Optional.of("user and password are to be percent-encoded: / as %2F, @ as %40, % as %25");
    }
    String kind = Optional.ofNullable(form.group(2)).orElse("");
    String[] nodes = form.group(4).split(",", -1);
    for (String node : nodes) {
      if (!NODE.matcher(node).matches()) return Optional.of("what names a server is no host or host:port");
    }
    if (kind.isEmpty() && nodes.length > 1) return Optional.of("redis:// names one server; redis-sentinel:// or redis-cluster:// take a list");
    return wrongPath(kind, form.group(5));
  }

  private static Optional<String> wrongPath(String kind, String path) {
    switch (kind) {
      case "-sentinel":
        return OF_SENTINELS.matcher(path).matches() ? Optional.empty() : Optional.of("behind the Sentinels /MASTER is due, or /MASTER/DATABASE");
      case "-cluster":
        return OF_CLUSTER.matcher(path).matches() ? Optional.empty() : Optional.of("a cluster has database 0 only, and nothing more behind it");
      default:
        return OF_SERVER.matcher(path).matches() ? Optional.empty() : Optional.of("behind the host a database is due, a number, or nothing");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RedisUrl url && url.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value);
  }

  /** For logs: {@code redis://***@host:6379}. */
  @Override
  public String toString() {
    Matcher form = FORM.matcher(value);
    if (wrong(form).isPresent()) return "***";
    return form.group(1) + (form.group(3) == null ? "" : "***@") + form.group(4) + form.group(5);
  }
}
