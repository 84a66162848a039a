package io.dss.server.config;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is. The store knows what the parts mean; here it is known that what stands before the {@code @} and
 * behind the {@code ?} may be secret, which no text of this object has and no
 * mistake quotes.
 */
public final class RedisUrl {
  private static final Pattern FORM = Pattern.compile("(rediss?(?:[+-][a-z]+)*://)(?:(.*)@)?([^@?\\s]+)(\\?\\S*)?");
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
    if (FORM.matcher(value).matches()) return Optional.empty();
    return Optional.of("is no redis:// or rediss:// URL with a host (it is not shown, because it may hold a password)");
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
    if (!form.matches()) return "***";
    return form.group(1) + (form.group(2) == null ? "" : "***@") + form.group(3) + (form.group(4) == null ? "" : "?***");
  }
}
