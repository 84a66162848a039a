package io.dss.coherence;

import io.dss.cache.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is going on with a key on a node, beside its line: there is one only as long as something is. */
final class Work {
  /** Calls that wait for the line, as they came. */
  final List<Waiting> waiting = new ArrayList<>();
  /** In MB: what the line was before the writes that are not safe yet. */
  Optional<Copy> before = Optional.empty();
  /** In MB: the calls that are answered when it is safe, as they were run. */
  final List<Done> done = new ArrayList<>();
  /** In MB: what the home asked for meanwhile. */
  Optional<Message.Fetch> deferred = Optional.empty();
  /** The newest version that main memory is to have. */
  Optional<Version> flush = Optional.empty();
  /** A PutM(keep) that is not answered yet. */
  Optional<Version> put = Optional.empty();

  Work copy() {
    Work copy = new Work();
    copy.waiting.addAll(waiting);
    copy.before = before;
    copy.done.addAll(done);
    copy.deferred = deferred;
    copy.flush = flush;
    copy.put = put;
    return copy;
  }

  boolean over() {
    return waiting.isEmpty() && before.isEmpty() && flush.isEmpty() && put.isEmpty();
  }

  String text() {
    return "waiting " + waiting.stream().map(Waiting::text).toList() + " before " + before.map(Copy::text) + " done " + done.stream().map(Done::text).toList()
        + " deferred " + deferred + " flush " + flush + " put " + put;
  }
}
