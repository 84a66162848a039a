package io.dss.node.route;

/** It was under way when leadership or a connection was lost: it may or may not be carried out. A stamped request is asked again; the stamp keeps it from being done twice. */
public final class OutcomeUnknown extends Exception {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknown(String what) {
    super(what, null, false, false);
  }
}
