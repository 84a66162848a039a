package io.dss.server.rest;

import io.dss.protocol.JsonText;

/**
 * A member of the body's object, as it came.
 *
 * @param text of a string its characters, of a number its digits as they were sent; empty for all else
 */
record JsonField(Kind kind, String text) {
  private static final int QUOTED_CHARACTERS = 60;

  enum Kind {
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("a boolean"),
    NULL("null"),
    LIST("a list"),
    OBJECT("an object");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** For a problem's detail: what came, cut short. */
  String described() {
    return switch (kind) {
      case STRING -> "the string " + JsonText.quoted(clipped());
      case NUMBER -> "the number " + clipped();
      case BOOLEAN, NULL, LIST, OBJECT -> kind.words();
    };
  }

  private String clipped() {
    return clipped(text);
  }

  /** What a user sent, short enough to be sent back. */
  static String clipped(String text) {
    if (text.length() <= QUOTED_CHARACTERS) return text;
    return text.substring(0, QUOTED_CHARACTERS) + "... (" + text.length() + " characters)";
  }
}
