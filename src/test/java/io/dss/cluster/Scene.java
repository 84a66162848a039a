package io.dss.cluster;

import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A stage for short stories: one ring (CACHE), clocks that agree, a log that commits what it is told, leaders and holders moved by hand. */
final class Scene {
  static final Form FORM = new Form(new ClusterId("00000000000000000000000000000001"), 1, LeaseTerms.DEFAULT);
  static final long LEASE = LeaseTerms.DEFAULT.leaseMillis();
  static final long W = LeaseTerms.DEFAULT.removalMillis();

  private long index;
  private Membership table = Membership.EMPTY;
  private final List<MembershipCommand> proposed = new ArrayList<>();
  private long lastRound;
  private int handOvers;
  private Optional<HeartbeatAnswer> answer = Optional.empty();

  /** Formed, and these are in. */
  static Scene with(String... members) {
    Scene scene = new Scene();
    scene.commit(FORM);
    for (String member : members) scene.commit(new Join(member(member)));
    return scene;
  }

  /** "A.1": incarnation 1 of A, in the ring CACHE. */
  static Member member(String name) {
    return new Member(incarnation(name), "http://" + name + ":8001", new TreeSet<>(List.of(Role.CACHE)), Optional.empty());
  }

  static Incarnation incarnation(String name) {
    String[] parts = name.split("\\.");
    return new Incarnation(new NodeId(parts[0]), Long.parseLong(parts[1]));
  }

  static SortedSet<NodeId> nodes(String... names) {
    return Arrays.stream(names).map(NodeId::new).collect(Collectors.toCollection(TreeSet::new));
  }

  Membership table() {
    return table;
  }

  View view() {
    return table.view();
  }

  Epoch ringEpoch() {
    return view().ring(Role.CACHE).orElseThrow().epoch();
  }

  Membership commit(MembershipCommand command) {
    table = table.apply(command, ++index, 0).membership();
    return table;
  }

  /** A leader on node L that was elected at {@code nowMillis} and has applied all that is committed, not its own first entry. */
  LeaseGranter elected(long nowMillis) {
    return new LeaseGranter(new NodeId("L"), FORM, table, nowMillis);
  }

  LeaseGranter leader(long nowMillis) {
    LeaseGranter leader = elected(nowMillis);
    take(leader.ownTermApplied(nowMillis));
    return leader;
  }

  /** Commits {@code command} and lets {@code leader} apply it. */
  void commit(LeaseGranter leader, MembershipCommand command, long nowMillis) {
    commit(command);
    take(leader.applied(command, table, nowMillis));
  }

  /** A leader elected more than removal-time before {@code nowMillis} that has heard all members well and has granted no lease. */
  LeaseGranter seasoned(long nowMillis) {
    LeaseGranter leader = leader(nowMillis - W - 1);
    for (long at = nowMillis - W - 1, sequence = 1; at < nowMillis; at += 500, sequence++) {
      for (Member member : view().members()) {
        answered(leader, new Heartbeat(member, Epoch.NONE, sequence, OptionalLong.of(500), nodes(), false), at);
      }
    }
    return leader;
  }

  /** A heartbeat of a node that gets answers; it comes after those of {@link #seasoned}. */
  static Heartbeat beat(String name, Epoch viewEpoch, long sequence, String... unreachable) {
    return new Heartbeat(member(name), viewEpoch, 100 + sequence, OptionalLong.of(500), nodes(unreachable), false);
  }

  /** The answer of {@code leader} to {@code heartbeat}, its round begun and done at once. */
  HeartbeatAnswer answered(LeaseGranter leader, Heartbeat heartbeat, long nowMillis) {
    answer = Optional.empty();
    take(leader.heartbeat(heartbeat, nowMillis));
    take(leader.roundDone(lastRound, nowMillis));
    return answer.orElseThrow();
  }

  static boolean granted(HeartbeatAnswer answer) {
    return answer.standing() instanceof Standing.Granted granted && granted.leases().containsKey(Role.CACHE);
  }

  boolean grants(LeaseGranter leader, String name, long sequence, long nowMillis) {
    return granted(answered(leader, beat(name, view().epoch(), sequence), nowMillis));
  }

  void tick(LeaseGranter leader, long nowMillis) {
    take(leader.tick(nowMillis));
  }

  /** What leaders have proposed since this was last asked. */
  List<MembershipCommand> proposed() {
    List<MembershipCommand> all = List.copyOf(proposed);
    proposed.clear();
    return all;
  }

  int handOvers() {
    return handOvers;
  }

  private void take(List<LeaderEffect> effects) {
    for (LeaderEffect effect : effects) {
      if (effect instanceof LeaderEffect.StartRound start) lastRound = start.roundId();
      if (effect instanceof LeaderEffect.Propose propose) proposed.add(propose.command());
      if (effect instanceof LeaderEffect.HandOver) handOvers++;
      if (effect instanceof LeaderEffect.Answer given) answer = Optional.of(given.answer());
    }
  }

  /** A holder that is a member, has the newest view and a lease of it from {@code nowMillis} on. */
  LeaseHolder acting(String name, long nowMillis) {
    LeaseHolder holder = new LeaseHolder(member(name));
    holder.viewArrives(view());
    holder.answerArrives(lease(holder.nextHeartbeat(nodes(), nowMillis)), nowMillis);
    return holder;
  }

  /** The answer that grants what {@code heartbeat} asks for. */
  HeartbeatAnswer lease(Heartbeat heartbeat) {
    Standing granted = new Standing.Granted(new TreeMap<>(view().ringsOf(heartbeat.sender().incarnation())), LEASE);
    return new HeartbeatAnswer(heartbeat.sender().incarnation(), heartbeat.sequence(), granted, Optional.empty());
  }
}
