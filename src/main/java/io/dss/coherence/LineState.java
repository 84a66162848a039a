package io.dss.coherence;

/** What a node may do with its copy of a key. Base states first, then those between two of them. */
public enum LineState {
  I(Permission.NONE, "nothing is here"),
  S(Permission.READ, "clean; others may have it too"),
  E(Permission.WRITE, "clean; nobody else has it"),
  M(Permission.WRITE, "newer than main memory; nobody else has it"),
  IS(Permission.NONE, "asked for a shared line"),
  IM(Permission.NONE, "asked for an exclusive line"),
  SM(Permission.READ, "asked for an exclusive line and still has a shared one"),
  MB(Permission.NONE, "written; the write is not safe yet and its caller has no answer"),
  MI(Permission.NONE, "evicting what main memory does not have; kept until it has"),
  MS(Permission.READ, "given to readers; kept until main memory has it"),
  W(Permission.NONE, "given away while main memory did not have it; kept, unusable, until two others do");

  /** What callers on this node may do at once. */
  public enum Permission { NONE, READ, WRITE }

  private final Permission permission;
  private final String sentence;

  LineState(Permission permission, String sentence) {
    this.permission = permission;
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

  /** In words, for the table of the docs. */
  public String sentence() {
    return sentence;
  }
}
