package io.dss.coherence;

/** What the home knows of a key, or is doing for it. Base states first; in all others one request is served and the rest waits. */
public enum HomeState {
  NOBODY("nobody has a line"),
  SHARED("some have shared lines"),
  OWNED("one has the line, exclusively"),
  GETS_FETCH("for a reader: asked the owner for its line"),
  GETS_READ("for a reader: reads main memory"),
  GETS_WRITE("for a reader: writes to main memory what the owner had"),
  GETM_INV("for a writer: waits until no sharer reads any more"),
  GETM_FETCH("for a writer: asked the owner for its line"),
  GETM_READ("for a writer: reads main memory"),
  GETM_BACKUP("for a writer that is the home itself: has what the owner had backed up at the next node"),
  GETM_ACK("for a writer: waits until it has what the owner had"),
  PUTM_WRITE("writes to main memory what its owner evicts"),
  KEEP_WRITE("writes to main memory what its owner has and keeps"),
  THROUGH_WRITE("writes to main memory what its owner has just written and answers only then"),
  SETTLE_READ("after a change of view: nobody owns what was dirty; reads what main memory has"),
  SETTLE_WRITE("after a change of view: writes the newest to main memory"),
  SETTLE_BACKUP("after a change of view: has the home's own line backed up at the next node");

  private final String sentence;

  HomeState(String sentence) {
    this.sentence = sentence;
  }

  boolean base() {
    return compareTo(OWNED) <= 0;
  }

  /** In words, for the table of the docs. */
  public String sentence() {
    return sentence;
  }
}
