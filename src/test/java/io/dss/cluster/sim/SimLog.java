package io.dss.cluster.sim;

import io.dss.cluster.Applied;
import io.dss.cluster.Membership;
import io.dss.cluster.MembershipCommand;
import io.dss.cluster.MembershipEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Raft guarantees of a log, without Raft: one sequence of committed entries, to which only the newest leader adds. */
final class SimLog {
  /** @param command empty for the first entry of a term */
  record Entry(int committedBy, Optional<MembershipCommand> command) {}

  int newestTerm;
  private final List<Entry> entries = new ArrayList<>();
  /** {@code tables.get(i)}: after the entry of index i, counted from 1. */
  private final List<Membership> tables = new ArrayList<>(List.of(Membership.EMPTY));
  final List<MembershipEvent> events = new ArrayList<>();

  int lastIndex() {
    return entries.size();
  }

  Entry entry(int index) {
    return entries.get(index - 1);
  }

  Membership table(int index) {
    return tables.get(index);
  }

  Membership newest() {
    return tables.get(lastIndex());
  }

  void commit(int term, Optional<MembershipCommand> command) {
    if (term != newestTerm) throw new IllegalStateException("leader " + term + " cannot commit in term " + newestTerm);
    entries.add(new Entry(term, command));
    Membership before = tables.get(tables.size() - 1);
    Optional<Applied> applied = command.map(it -> before.apply(it, lastIndex(), 0));
    applied.ifPresent(it -> events.addAll(it.events()));
    tables.add(applied.map(Applied::membership).orElse(before));
  }
}
