package io.dss.storage.redis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the keys of a bucket are listed.
 *
 * @param scan cursor of Redis' own, 0 for the beginning
 * @param run id of the server's run that gave it, empty if none did
 */
record ScanCursor(String scan, String run) {
  private static final String BEGINNING = "0";
  private static final Pattern FORM = Pattern.compile("(\\d{1,20}):([0-9a-zA-Z]{1,64})");

  /** @throws IllegalArgumentException if it is no {@link #form} */
  static ScanCursor of(Optional<String> form) {
    if (form.isEmpty()) return new ScanCursor(BEGINNING, "");
    Matcher parts = FORM.matcher(form.get());
    if (!parts.matches()) throw new IllegalArgumentException("no cursor: " + form.get());
    return new ScanCursor(parts.group(1), parts.group(2));
  }

  String form() {
    return scan + ":" + run;
  }

  /** @param answered cursor that Redis gave with the page; 0 means that it was the last */
  static Optional<ScanCursor> next(String answered, String runOfAnswer) {
    return answered.equals(BEGINNING) ? Optional.empty() : Optional.of(new ScanCursor(answered, runOfAnswer));
  }
}
