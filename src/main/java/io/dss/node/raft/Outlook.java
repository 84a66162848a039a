package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;
import io.dss.raft.Role;
import io.dss.spi.PeerTransport;
import java.util.Optional;

/**
 * What a member knows of the others: who leads, whether it was heard lately, and as a leader whether it hears a quorum. Confined to the loop, but for
 * {@link #view}.
 */
final class Outlook {
  /** A leader that has not heard a quorum, or a follower its leader, for so many heartbeats knows that something is wrong, and says so instead of taking calls. */
  static final int SILENT_HEARTBEATS = 6;

  private final NodeId self;
  private final long silenceMillis;
  private long leaderHeardMillis;
  private boolean quorumHeard;
  private volatile RaftView view;

  Outlook(NodeId self, RaftSettings settings) {
    this.self = self;
    this.silenceMillis = (long) SILENT_HEARTBEATS * settings.heartbeatMillis();
  }

  /** As of the last {@link #refresh}; null before the first. Of any thread. */
  RaftView view() {
    return view;
  }

  void refresh(RaftStatus status, long nowMillis) {
    boolean leads = status.role() == Role.LEADER;
    long heard = status.followers().stream().filter(f -> f.voter() && nowMillis - f.lastContactMillis() <= silenceMillis).count();
    quorumHeard = leads && heard + 1 >= status.configuration().quorum();
    boolean leaderHeard = leads ? quorumHeard : nowMillis - leaderHeardMillis <= silenceMillis;
    view = new RaftView(status.role(), status.term(), status.leader(), leaderHeard, status.configuration());
  }

  /** Role, term or leader changed. Whoever has just been heard of has just been heard: listeners look at the view. */
  void changed(RaftStatus status, long nowMillis) {
    leaderHeardMillis = nowMillis;
    refresh(status, nowMillis);
  }

  void heard(NodeId from, long nowMillis) {
    if (view.leader().filter(from::equals).isPresent()) leaderHeardMillis = nowMillis;
  }

  /** This node takes no part any more. */
  void withdrawn() {
    view = new RaftView(Role.FOLLOWER, view.term(), Optional.empty(), false, view.configuration());
  }

  /** Whether {@code peer} runs on the disk that was admitted under its name: a wiped one has forgotten what it promised. */
  boolean admits(PeerTransport.Peer peer) {
    var configuration = view.configuration();
    var members = configuration.isVoter(peer.node()) ? configuration.voters() : configuration.learners();
    return peer.disk().equals(members.get(peer.node()));
  }

  /** A leader that has lost its quorum takes nothing into its log: it could only answer, seconds later, that the outcome is unknown. */
  Optional<Refusal> refusedForSilence() {
    if (!view.leads() || quorumHeard) return Optional.empty();
    return Optional.of(new Refusal(Refusal.Code.NO_QUORUM, "node " + self + " leads but has not heard a quorum of "
        + view.configuration().voters().size() + " voters for " + silenceMillis + " ms; nothing was changed", Optional.of(self), 1_000));
  }
}
