package io.dss.server.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Reads single keys. A wrong one is noted once and stands in with its default (or 0), so that the rest can be read too; it takes part in no other check. */
final class Values {
  private final Config config;
  private final Mistakes mistakes;
  private final Set<Key> wrong = EnumSet.noneOf(Key.class);

  Values(Config config, Mistakes mistakes) {
    this.config = config;
    this.mistakes = mistakes;
  }

  /** Blank is as if it were not given: that is how a variable is unset in a Compose file. */
  Optional<String> text(Key key) {
    return config.getOptionalValue(key.property(), String.class).map(String::strip).filter(text -> !text.isEmpty()).or(key::defaultText);
  }

  long number(Key key) {
    String text = text(key).orElseThrow();
    OptionalLong value = Quantity.read(key.type(), text);
    if (value.isPresent() && key.allows(value.getAsLong())) return value.getAsLong();
    if (wrong.add(key)) mistakes.add(key, value.isEmpty() ? notOfTheForm(key, text) : outOfRange(key, text));
    return key.defaultText().map(otherwise -> Quantity.read(key.type(), otherwise).orElseThrow()).orElse(0L);
  }

  /** Of a {@link ValueType#CHOICE}, in upper or lower case. */
  String word(Key key) {
    String text = text(key).orElseThrow().toLowerCase(Locale.ROOT);
    if (key.words().contains(text)) return text;
    if (wrong.add(key)) mistakes.add(key, "is \"" + text + "\", " + key.range().orElseThrow() + " is allowed");
    return key.defaultText().orElseThrow();
  }

  boolean flag(Key key) {
    return word(key).equals("true");
  }

  /** For keys whose range lies in an int. */
  int integer(Key key) {
    return Math.toIntExact(number(key));
  }

  boolean right(Key... keys) {
    for (Key key : keys) {
      if (wrong.contains(key)) return false;
    }
    return true;
  }

  private static String notOfTheForm(Key key, String text) {
    return "is \"" + text + "\", " + Quantity.form(key.type()) + " is due";
  }

  private static String outOfRange(Key key, String text) {
    String unit = key.type().unit().isEmpty() ? "" : " " + key.type().unit();
    return "is " + text + ", " + key.range().orElseThrow() + unit + " is allowed";
  }
}
