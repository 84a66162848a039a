package io.dss.cluster;

import java.util.Optional;
import java.util.OptionalLong;

/** What one leader knows of one incarnation. All times are the leader's; {@link #NEVER} is before all of them. Forgotten with the leader's term. */
final class Peer {
  /** Far enough back that every wait since then is over, and near enough that differences do not overflow. */
  static final long NEVER = Long.MIN_VALUE / 4;

  /** The newest heartbeat by sequence; late ones do not bring back what it complained of before. */
  private Optional<Heartbeat> newest = Optional.empty();
  /** Arrival of the last heartbeat. */
  private long heardAtMillis = NEVER;
  /** The highest epoch it has acknowledged: it acts under nothing lower. Never goes back. */
  private Epoch acknowledged = Epoch.NONE;
  /** Arrival of the last heartbeat that showed that it gets answers. */
  private long provenAtMillis = NEVER;
  /** Arrival of the last heartbeat that was answered with a lease. Never goes back: its leases end at the latest when this one does. */
  private long basisMillis = NEVER;
  private long joinAppliedAtMillis = NEVER;
  /** It has said that it stopped for good, which stays true. */
  private boolean stopped;
  /** Why it gets no lease any more; once set it stays until it is out. */
  private Optional<LeaveReason> barred = Optional.empty();

  void hear(Heartbeat heartbeat, long nowMillis, long proofMillis) {
    heardAtMillis = nowMillis;
    stopped |= heartbeat.stopped();
    if (heartbeat.viewEpoch().isAfter(acknowledged)) acknowledged = heartbeat.viewEpoch();
    if (newest.isPresent() && newest.get().sequence() >= heartbeat.sequence()) return;
    newest = Optional.of(heartbeat);
    OptionalLong answered = heartbeat.answeredAgeMillis();
    if (answered.isPresent() && answered.getAsLong() < proofMillis) provenAtMillis = nowMillis;
  }

  void granted(long arrivedAtMillis) {
    basisMillis = Math.max(basisMillis, arrivedAtMillis);
  }

  void joinApplied(long nowMillis) {
    joinAppliedAtMillis = nowMillis;
  }

  /** The first reason stays. */
  void bar(LeaveReason reason) {
    if (barred.isEmpty()) barred = Optional.of(reason);
  }

  Optional<Heartbeat> newest() {
    return newest;
  }

  long heardAtMillis() {
    return heardAtMillis;
  }

  boolean hasAcknowledged(Epoch epoch) {
    return !epoch.isAfter(acknowledged);
  }

  long basisMillis() {
    return basisMillis;
  }

  /** Since when it may be taken for silent. */
  long silentSinceMillis() {
    return Math.max(provenAtMillis, joinAppliedAtMillis);
  }

  long provenAtMillis() {
    return provenAtMillis;
  }

  boolean stopped() {
    return stopped;
  }

  Optional<LeaveReason> barred() {
    return barred;
  }
}
