package io.dss.server.rest;

import java.nio.charset.StandardCharsets;

/** Finds the way through JSON that {@link JsonScanner} has checked; anything else leads it astray. */
final class JsonWalk {
  private JsonWalk() {}

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** From behind an opener, a name or a value to the next name, value or closer. */
  static int next(byte[] in, int from) {
    int at = from;
    while (isBlank(in[at]) || in[at] == ',' || in[at] == ':') at++;
    return at;
  }

  /** Behind the value that begins at {@code from}. */
  static int end(byte[] in, int from) {
    return switch (in[from]) {
      case '"' -> stringEnd(in, from);
      case '{', '[' -> nestedEnd(in, from);
      default -> plainEnd(in, from);
    };
  }

  private static int stringEnd(byte[] in, int from) {
    int at = from + 1;
    while (in[at] != '"') at += in[at] == '\\' ? 2 : 1;
    return at + 1;
  }

  private static int nestedEnd(byte[] in, int from) {
    int depth = 0;
    int at = from;
    do {
      byte b = in[at];
      if (b == '{' || b == '[') depth++;
      else if (b == '}' || b == ']') depth--;
      at = b == '"' ? stringEnd(in, at) : at + 1;
    } while (depth > 0);
    return at;
  }

  private static int plainEnd(byte[] in, int from) {
    int at = from;
    while (at < in.length && in[at] != ',' && in[at] != '}' && in[at] != ']' && !isBlank(in[at])) at++;
    return at;
  }

  /** The characters of the string that begins and ends with the quotes at {@code from} and before {@code to}. */
  static String text(byte[] in, int from, int to) {
    String text = new String(in, from + 1, to - from - 2, StandardCharsets.UTF_8);
    return text.indexOf('\\') < 0 ? text : unescaped(text);
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '\\') {
        out.append(c);
      } else if (text.charAt(++at) == 'u') {
        out.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
        at += 4;
      } else {
        out.append(unescaped(text.charAt(at)));
      }
    }
    return out.toString();
  }

  private static char unescaped(char letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }
}
