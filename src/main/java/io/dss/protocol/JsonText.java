package io.dss.protocol;

/**
 * Writes JSON, nothing else: no reflection, no configuration, which is what the hot calls can afford. The caller opens and closes in order; a text
 * that is not balanced is the caller's bug. Whatever the strings hold, the text is valid JSON and valid UTF-8 (half a surrogate pair is escaped).
 * Not thread-safe.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";
  private final StringBuilder out = new StringBuilder(160);
  private final StringBuilder closers = new StringBuilder(8);
  private boolean separate;

  public JsonText object() {
    return open('{', '}');
  }

  public JsonText object(String name) {
    return name(name).open('{', '}');
  }

  public JsonText array(String name) {
    return name(name).open('[', ']');
  }

  /** Closes what was opened last. */
  public JsonText end() {
    int last = closers.length() - 1;
    out.append(closers.charAt(last));
    closers.setLength(last);
    separate = true;
    return this;
  }

  public JsonText field(String name, String value) {
    return name(name).value(value);
  }

  public JsonText field(String name, boolean value) {
    return name(name).raw(value ? "true" : "false");
  }

  public JsonText field(String name, long value) {
    name(name);
    out.append(value);
    separate = true;
    return this;
  }

  public JsonText nullField(String name) {
    return name(name).raw("null");
  }

  /** {@code json} as it is, which the caller knows to be JSON. */
  public JsonText json(String name, String json) {
    return name(name).raw(json);
  }

  /** Milliseconds as seconds with a fraction, exactly: {@code 30.0}, {@code 0.125}. */
  public JsonText seconds(String name, long millis) {
    name(name);
    if (millis < 0) out.append('-');
    out.append(Math.abs(millis / 1000)).append('.');
    int fraction = (int) Math.abs(millis % 1000);
    out.append((char) ('0' + fraction / 100));
    if (fraction % 100 != 0) out.append((char) ('0' + fraction / 10 % 10));
    if (fraction % 10 != 0) out.append((char) ('0' + fraction % 10));
    separate = true;
    return this;
  }

  /** Thousandths of anything, exactly: {@code 0.334}, {@code 2.0}. */
  public JsonText thousandths(String name, long count) {
    return seconds(name, count);
  }

  /** An element of a list, or what follows a name. */
  public JsonText value(String text) {
    comma();
    quote(text);
    separate = true;
    return this;
  }

  public JsonText value(boolean value) {
    return raw(value ? "true" : "false");
  }

  /** {@code text} as a JSON string, for log lines and details that quote what a user sent. */
  public static String quoted(String text) {
    return new JsonText().value(text).toString();
  }

  private JsonText name(String name) {
    comma();
    quote(name);
    out.append(':');
    separate = false;
    return this;
  }

  private JsonText open(char opener, char closer) {
    comma();
    out.append(opener);
    closers.append(closer);
    separate = false;
    return this;
  }

  private JsonText raw(String text) {
    comma();
    out.append(text);
    separate = true;
    return this;
  }

  private void comma() {
    if (separate) out.append(',');
  }

  private void quote(String text) {
    out.append('"');
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) && !inPair(text, at)) {
        out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15)).append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean inPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return out.toString();
  }
}
