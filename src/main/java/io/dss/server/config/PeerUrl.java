package io.dss.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node answers. Read by hand, because {@code java.net.URI} finds no host in {@code http://node_lock_1:8001}, and underscores are usual in the
 * names of containers.
 *
 * @param host in lower case; of IPv6 with its brackets
 */
public record PeerUrl(String scheme, String host, int port) {
  private static final Pattern FORM = Pattern.compile("(https?)://([A-Za-z0-9._-]{1,120}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?/?", Pattern.CASE_INSENSITIVE);

  /** @throws IllegalArgumentException if it is no such URL; the message says what is one */
  static PeerUrl parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) throw new IllegalArgumentException("\"" + text + "\" is no URL of a node: http://HOST:PORT or https://HOST:PORT is");
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    int port = form.group(3) == null ? scheme.equals("https") ? 443 : 80 : Integer.parseInt(form.group(3));
    if (port < 1 || port > 65_535) throw new IllegalArgumentException("\"" + text + "\" has port " + port + ", 1 to 65535 is allowed");
    return new PeerUrl(scheme, form.group(2).toLowerCase(Locale.ROOT), port);
  }

  /** {@code host:port}, which is the id of a node in a list without ids. */
  public String authority() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority();
  }
}
