package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.MALFORMED_JSON;

import io.dss.protocol.JsonText;
import io.dss.protocol.Limits;
import io.dss.protocol.Rejected;

/**
 * Holds a body against the grammar of JSON (RFC 8259) and what the contract adds: UTF-8 or nothing, one value and no more, {@link Limits#JSON_DEPTH} levels,
 * no name twice in an object. One pass over the bytes that makes no value but the names; {@link JsonField} then finds its way through what was checked.
 *
 * <p>A parser of the platform was rejected: none tells where a value begins and ends in the bytes, and {@code data} is kept exactly as it was written.
 */
final class JsonScanner {
  private final byte[] in;
  private int at;
  private int depth;

  private JsonScanner(byte[] in) {
    this.in = in;
  }

  /** @return where the one value begins @throws Rejected if {@code body} is not such a text */
  static int check(byte[] body) {
    JsonScanner scanner = new JsonScanner(body);
    scanner.blank();
    int root = scanner.at;
    scanner.value();
    scanner.blank();
    if (scanner.at < body.length) throw scanner.malformed("more than one value");
    return root;
  }

  private void value() {
    switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void object() {
    enter();
    JsonNames names = new JsonNames();
    if (closes('}')) return;
    do {
      blank();
      name(names);
      blank();
      expect(':');
      blank();
      value();
      blank();
    } while (!ends('}'));
  }

  private void list() {
    enter();
    if (closes(']')) return;
    do {
      blank();
      value();
      blank();
    } while (!ends(']'));
  }

  private void enter() {
    at++;
    if (++depth > Limits.JSON_DEPTH) throw malformed("nested deeper than " + Limits.JSON_DEPTH);
    blank();
  }

  /** Right behind the opener. */
  private boolean closes(char closer) {
    if (peek() != closer) return false;
    at++;
    depth--;
    return true;
  }

  /** Behind an element: the end, or a comma and one more. */
  private boolean ends(char closer) {
    if (closes(closer)) return true;
    expect(',');
    return false;
  }

  private void name(JsonNames names) {
    if (peek() != '"') throw malformed("not JSON");
    int from = at;
    string();
    String name = JsonWalk.text(in, from, at);
    if (!names.add(name)) throw malformed("the name " + JsonText.quoted(JsonField.clipped(name)) + " comes twice in one object");
  }

  private void string() {
    at++;
    for (byte b = peek(); b != '"'; b = peek()) {
      if (b == '\\') {
        escape();
      } else if (b >= 0x20) {
        at++;
      } else if (b < 0) {
        character();
      } else {
        throw malformed("not JSON");
      }
    }
    at++;
  }

  private void escape() {
    at++;
    byte b = peek();
    at++;
    if (b == 'u') {
      for (int end = at + 4; at < end; at++) {
        if (Character.digit(peek(), 16) < 0) throw malformed("not JSON");
      }
    } else if ("\"\\/bfnrt".indexOf(b) < 0) {
      throw malformed("not JSON");
    }
  }

  /** One character of more than one byte: its shortest form, no surrogate, up to U+10FFFF (RFC 3629 §4). */
  private void character() {
    int lead = peek() & 0xff;
    int second = at + 1 < in.length ? in[at + 1] & 0xff : 0;
    int bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    boolean right = lead >= 0xc2 && lead <= 0xf4 && second >= least && second <= most;
    for (int next = 2; next < bytes; next++) right &= at + next < in.length && (in[at + next] & 0xc0) == 0x80;
    if (!right) throw malformed("not UTF-8");
    at += bytes;
  }

  private void number() {
    if (peek() == '-') at++;
    if (peek() == '0') at++;
    else digits();
    if (at < in.length && in[at] == '.') {
      at++;
      digits();
    }
    if (at < in.length && (in[at] == 'e' || in[at] == 'E')) {
      at++;
      if (peek() == '+' || peek() == '-') at++;
      digits();
    }
  }

  private void digits() {
    if (!isDigit(peek())) throw malformed("not JSON");
    while (at < in.length && isDigit(in[at])) at++;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void word(String word) {
    for (int next = 0; next < word.length(); next++) expect(word.charAt(next));
  }

  private void expect(char c) {
    if (peek() != c) throw malformed("not JSON");
    at++;
  }

  private void blank() {
    while (at < in.length && JsonWalk.isBlank(in[at])) at++;
  }

  private byte peek() {
    if (at >= in.length) throw malformed("it ends too early");
    return in[at];
  }

  /** Columns count characters, as an editor does. */
  private Rejected malformed(String what) {
    int line = 1;
    int column = 1;
    for (int before = 0; before < Math.min(at, in.length); before++) {
      if (in[before] == '\n') {
        line++;
        column = 1;
      } else if ((in[before] & 0xc0) != 0x80) {
        column++;
      }
    }
    return new Rejected(MALFORMED_JSON, what + ": line " + line + ", column " + column);
  }
}
