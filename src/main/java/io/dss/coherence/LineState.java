package io.dss.coherence;

/** What a node may do with its copy of a key. Base states first, then those between two of them. */
public enum LineState {
  I(Permission.NONE, false, "nothing is here"),
  S(Permission.READ, false, "clean; others may have it too"),
  E(Permission.WRITE, false, "clean; nobody else has it"),
  M(Permission.WRITE, true, "newer than main memory; nobody else has it"),
  IS(Permission.NONE, false, "asked for a shared line"),
  IM(Permission.NONE, false, "asked for an exclusive line"),
  SM(Permission.READ, false, "asked for an exclusive line and still has a shared one"),
  MB(Permission.NONE, true, "written; the write is not safe yet and its caller has no answer"),
  MI(Permission.NONE, true, "evicting what main memory does not have; kept until it has"),
  MS(Permission.READ, true, "given to readers; kept until main memory has it"),
  W(Permission.NONE, true, "given away while main memory did not have it; kept, unusable, until two others do");

  /** What callers on this node may do at once. */
  public enum Permission { NONE, READ, WRITE }

  private final Permission permission;
  private final boolean dirty;
  private final String sentence;

  LineState(Permission permission, boolean dirty, String sentence) {
    this.permission = permission;
    this.dirty = dirty;
    this.sentence = sentence;
  }

  public Permission permission() {
    return permission;
  }

  public boolean readable() {
    return permission != Permission.NONE;
  }

  public boolean writable() {
    return permission == Permission.WRITE;
  }

  /** It may be that main memory does not have what is here. */
  public boolean dirty() {
    return dirty;
  }

  /** Nobody else has the line, so after a change of view it is as its holder says. */
  boolean owns() {
    return this == E || this == M || this == MB;
  }

  /** In words, for the table of the docs. */
  public String sentence() {
    return sentence;
  }
}
