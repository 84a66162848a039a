package io.dss.node.lock;

import io.dss.lock.LockEvent;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import java.util.List;
import java.util.Locale;

/**
 * One WARNING line for each lock that was taken back because its lease had ended, on every lock node as it applies the release: clients look for it on the
 * node they called. Not for entries that are read back from this node's own disk at start: they were logged when they came.
 */
public final class StuckLockLog implements LockReplica.Listener {
  private static final System.Logger LOG = System.getLogger(StuckLockLog.class.getName());

  @Override
  public void applied(LockReply reply, List<LockEvent> events, long timeMillis, boolean replay) {
    if (replay) return;
    for (LockEvent event : events) {
      if (event instanceof LockEvent.StuckReleased stuck) LOG.log(System.Logger.Level.WARNING, line(stuck));
    }
  }

  static String line(LockEvent.StuckReleased stuck) {
    return String.format(Locale.ROOT, "DEADLOCK DETECTED: lock '%s' was held by client '%s' (%s, fencing token %d) for %.3f s, past its timeout, and is released",
        stuck.lockName(), stuck.clientId(), stuck.mode() == LockMode.SHARED ? "shared" : "exclusive", stuck.fencingToken(), stuck.heldMillis() / 1000.0);
  }
}
