package io.dss.transport;

import java.util.Locale;

/**
 * Where a node's HTTP port is.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port 1-65535
 * @param tls whether the connection begins with a TLS handshake
 */
public record PeerAddress(String host, int port, boolean tls) {
  private static final int MAX_HOST_LENGTH = 253;

  public PeerAddress {
    if (host.isEmpty() || host.length() > MAX_HOST_LENGTH || !host.chars().allMatch(PeerAddress::allowed)) {
      throw new IllegalArgumentException("'" + host + "' is no host: 1-" + MAX_HOST_LENGTH + " letters, digits, '.', '_', '-' or an IPv6 address are");
    }
    if (port < 1 || port > 65535) throw new IllegalArgumentException("port " + port + " of " + host + " is outside 1..65535");
  }

  /**
   * Reads {@code http://host:port}, {@code https://host:port} or {@code host:port}; 80 and 443 are the ports if none is named, and one slash may follow.
   * Not {@link java.net.URI}: to it {@code http://node_lock_1:8001} has no host, as RFC 952 knows no underscore, and container names are full of them.
   *
   * @throws IllegalArgumentException with what is wrong; a path, a query or a user is, because nothing here would use it
   */
  public static PeerAddress parse(String url) {
    int scheme = url.indexOf("://");
    boolean tls = scheme >= 0 && tls(url, url.substring(0, scheme));
    String authority = url.substring(scheme < 0 ? 0 : scheme + 3);
    if (authority.endsWith("/")) authority = authority.substring(0, authority.length() - 1);
    int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
    if (authority.startsWith("[") && hostEnd == 0) throw bad(url, "its '[' has no ']'");
    if (hostEnd < 0) hostEnd = authority.length();
    String host = authority.startsWith("[") ? authority.substring(1, hostEnd - 1) : authority.substring(0, hostEnd);
    boolean colonsMayBe = authority.startsWith("[");
    if (colonsMayBe != host.contains(":")) throw bad(url, colonsMayBe ? "only an IPv6 address stands in brackets" : "an IPv6 address needs brackets");
    String rest = authority.substring(hostEnd);
    try {
      return new PeerAddress(host, rest.isEmpty() ? tls ? 443 : 80 : port(url, rest), tls);
    } catch (IllegalArgumentException e) {
      throw bad(url, e.getMessage());
    }
  }

  /** Host and port as a {@code Host} header has them. */
  public String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority();
  }

  private static boolean tls(String url, String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> false;
      case "https" -> true;
      default -> throw bad(url, "its scheme is neither http nor https");
    };
  }

  private static int port(String url, String rest) {
    if (!rest.matches(":[0-9]{1,5}")) throw bad(url, "'" + rest + "' is no port");
    return Integer.parseInt(rest.substring(1));
  }

  private static IllegalArgumentException bad(String url, String why) {
    return new IllegalArgumentException("'" + url + "' is no address of a node (http://host:port is): " + why);
  }

  private static boolean allowed(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-:%".indexOf(c) >= 0;
  }
}
