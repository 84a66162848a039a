package io.dss.cluster;

import io.dss.cluster.MembershipCommand.Form;
import io.dss.cluster.MembershipCommand.Join;
import io.dss.cluster.MembershipCommand.Leave;
import io.dss.cluster.MembershipCommand.SetLeaseTerms;
import io.dss.cluster.MembershipCommand.SettleLeaseTerms;
import io.dss.cluster.MembershipEvent.Formed;
import io.dss.cluster.MembershipEvent.Joined;
import io.dss.cluster.MembershipEvent.LeaseTermsSet;
import io.dss.cluster.MembershipEvent.Left;
import io.dss.cluster.MembershipReply.Changed;
import io.dss.cluster.MembershipReply.FormedAlready;
import io.dss.cluster.MembershipReply.IncarnationTooLow;
import io.dss.cluster.MembershipReply.LimitReached;
import io.dss.cluster.MembershipReply.NotFormed;
import io.dss.cluster.MembershipReply.Unchanged;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.kernel.SortedTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The replicated table of who is in. A value: {@link #apply} returns another one and leaves this as it is, so a reference is an immutable view for a
 * snapshot. Two replicas that applied the same entries encode to the same bytes ({@link MembershipCodec}).
 *
 * <p>It decides nothing about time: whether somebody may be taken out is asked before the entry is proposed ({@link LeaseGranter}); once
 * committed it is done.
 */
public final class Membership {
  /** How many nodes the table remembers, members or not: each keeps its highest incarnation for ever. */
  public static final int MAX_NODES = 256;

  /** Before the first entry. */
  public static final Membership EMPTY = new Membership(Optional.empty(), 0, LeaseTerms.DEFAULT, 0, View.NONE, SortedTree.empty());

  private final Optional<ClusterId> cluster;
  private final long generation;
  private final LeaseTerms terms;
  private final long coveringRemovalMillis;
  private final View view;
  private final SortedTree<NodeId, Long> highest;

  Membership(
      Optional<ClusterId> cluster, long generation, LeaseTerms terms, long coveringRemovalMillis, View view, SortedTree<NodeId, Long> highest) {
    this.cluster = cluster;
    this.generation = generation;
    this.terms = terms;
    this.coveringRemovalMillis = coveringRemovalMillis;
    this.view = view;
    this.highest = highest;
  }

  /** Empty before {@link Form}. */
  public Optional<ClusterId> cluster() {
    return cluster;
  }

  public boolean formed() {
    return cluster.isPresent();
  }

  /** 0 before {@link Form}. */
  public long generation() {
    return generation;
  }

  public LeaseTerms terms() {
    return terms;
  }

  /**
   * How long a leader must wait for a lease to be surely over: the longest removal-time of all terms under which a lease may still run. It is longer
   * than that of {@link #terms} from when these were shortened until {@link SettleLeaseTerms}.
   */
  public long coveringRemovalMillis() {
    return coveringRemovalMillis;
  }

  public View view() {
    return view;
  }

  /** The highest incarnation of {@code node} that ever was in; 0 if none was. */
  public long highestIncarnation(NodeId node) {
    return highest.find(node).orElse(0L);
  }

  SortedTree<NodeId, Long> highest() {
    return highest;
  }

  /**
   * @param index of the entry, above those applied before
   * @param timeMillis log time; all replicated tables are applied with it, nothing here depends on it
   */
  public Applied apply(MembershipCommand command, long index, long timeMillis) {
    if (command instanceof Form form) return form(form, index);
    if (!formed()) return unchanged(new NotFormed());
    Epoch at = new Epoch(generation, index);
    Invariant.check(at.isAfter(view.epoch()), "entry %s is applied to the view of %s", at, view.epoch());
    if (command instanceof Join join) return join(join.member(), at);
    if (command instanceof Leave leave) return leave(leave, at);
    if (command instanceof SetLeaseTerms set) return set(set.terms());
    return settle(((SettleLeaseTerms) command).terms());
  }

  private Applied form(Form form, long index) {
    if (formed()) return unchanged(form.cluster().equals(cluster.get()) ? new Unchanged() : new FormedAlready(cluster.get()));
    View first = View.formed(new Epoch(form.generation(), index));
    Membership formed = new Membership(
        Optional.of(form.cluster()), form.generation(), form.terms(), form.terms().removalMillis(), first, SortedTree.empty());
    return changed(formed, new Formed(form.cluster(), form.terms()));
  }

  private Applied join(Member member, Epoch at) {
    Optional<Member> older = view.member(member.node());
    long known = highestIncarnation(member.node());
    if (older.filter(member::equals).isPresent()) return unchanged(new Unchanged());
    if (member.incarnation().number() <= known) return unchanged(new IncarnationTooLow(known));
    if (known == 0 && highest.size() >= MAX_NODES) {
      String limit = "a cluster remembers at most " + MAX_NODES + " nodes, " + member.node() + " would be one more: keep the names of nodes";
      return unchanged(new LimitReached(limit));
    }
    List<Member> members = without(member.node());
    members.add(member);
    members.sort(Comparator.comparing(Member::node));
    SortedTree<NodeId, Long> risen = highest.with(member.node(), member.incarnation().number());
    return changed(with(view.changed(at, members), risen), new Joined(member, older.map(Member::incarnation)));
  }

  private Applied leave(Leave leave, Epoch at) {
    if (!view.contains(leave.incarnation())) return unchanged(new Unchanged());
    List<Member> members = without(leave.incarnation().node());
    return changed(with(view.changed(at, members), highest), new Left(leave.incarnation(), leave.reason()));
  }

  /** Leases of the old terms may still run, so the longer wait stays: a leader that waits 3 s after one that granted 5 s would be wrong. */
  private Applied set(LeaseTerms newTerms) {
    if (newTerms.equals(terms)) return unchanged(new Unchanged());
    return changed(covered(newTerms, Math.max(coveringRemovalMillis, newTerms.removalMillis())), new LeaseTermsSet(newTerms));
  }

  private Applied settle(LeaseTerms settled) {
    if (!settled.equals(terms) || coveringRemovalMillis == terms.removalMillis()) return unchanged(new Unchanged());
    return new Applied(covered(terms, terms.removalMillis()), new Changed(view.epoch()), List.of());
  }

  private List<Member> without(NodeId node) {
    List<Member> members = new ArrayList<>(view.members());
    members.removeIf(member -> member.node().equals(node));
    return members;
  }

  private Membership with(View newView, SortedTree<NodeId, Long> newHighest) {
    return new Membership(cluster, generation, terms, coveringRemovalMillis, newView, newHighest);
  }

  private Membership covered(LeaseTerms newTerms, long newCoveringMillis) {
    return new Membership(cluster, generation, newTerms, newCoveringMillis, view, highest);
  }

  private static Applied changed(Membership membership, MembershipEvent event) {
    return new Applied(membership, new Changed(membership.view.epoch()), List.of(event));
  }

  private Applied unchanged(MembershipReply reply) {
    return new Applied(this, reply, List.of());
  }
}
