package io.dss.storage.redis;

import java.util.Optional;

/**
 * How far a topic is loaded: envelopes first, then notes.
 *
 * @param scan cursor of Redis' own, 0 for the beginning
 * @param run id of the server's run that gave it, empty if none did
 */
record PageCursor(boolean ofNotes, String scan, String run) {
  private static final String ENVELOPES = "env";
  private static final String NOTES = "notes";
  private static final String BEGINNING = "0";

  static PageCursor of(Optional<String> form) {
    if (form.isEmpty()) return new PageCursor(false, BEGINNING, "");
    String[] parts = form.get().split(":", -1);
    if (parts.length != 3 || !(parts[0].equals(ENVELOPES) || parts[0].equals(NOTES))) throw new IllegalArgumentException("no cursor: " + form.get());
    return new PageCursor(parts[0].equals(NOTES), parts[1], parts[2]);
  }

  String form() {
    return (ofNotes ? NOTES : ENVELOPES) + ":" + scan + ":" + run;
  }

  /** @param answered cursor that Redis gave with the page; 0 means that it was the last */
  Optional<PageCursor> next(String answered, String runOfAnswer) {
    if (!answered.equals(BEGINNING)) return Optional.of(new PageCursor(ofNotes, answered, runOfAnswer));
    return ofNotes ? Optional.empty() : Optional.of(new PageCursor(true, BEGINNING, runOfAnswer));
  }
}
