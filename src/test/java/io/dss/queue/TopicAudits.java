package io.dss.queue;

/** The audit of a topic for tests of other packages: every message in exactly one of ready, in flight with a deadline, delayed, dead, and every count right. */
public final class TopicAudits {
  private TopicAudits() {}

  public static void check(TopicState state) {
    TopicAudit.check(state);
  }
}
