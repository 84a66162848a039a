package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The request of a key that its home serves, and those that wait for their turn. There is one only as long as one is served. */
final class Turn {
  /** A base state: none is served just now. */
  HomeState state;
  /** Whose request is served. */
  Optional<NodeId> asker = Optional.empty();
  /** It has a shared line, and is still a sharer. */
  boolean have;
  /** The owner that was asked for its line. */
  Optional<NodeId> old = Optional.empty();
  /** It was evicting when it was asked, so it will not go on reading. */
  boolean leaving;
  /** Sharers that have not said yet that they read no more. */
  final TreeSet<NodeId> pending = new TreeSet<>();
  /** What is handed over or written. */
  Entry entry = Entry.NONE;
  /** A write of the owner that is being written to main memory, and answered then. */
  Optional<Entry> through = Optional.empty();
  /** The next such. */
  Optional<Entry> later = Optional.empty();
  /** After a change of view: who keeps lines that are not needed once this is settled. */
  List<NodeId> release = List.of();
  /** After a change of view: who keeps backups that are not needed once this is settled. */
  List<NodeId> forget = List.of();
  /** Main memory may say that it is full, and the write is undone. */
  boolean refusable = true;
  /** After a change of view: the owner's write is not answered yet. */
  boolean unanswered;
  /** At most one request per node: who waits for an answer asks for nothing else. */
  final Map<NodeId, Message.ToHome> queue = new LinkedHashMap<>();

  Turn(HomeState state) {
    this.state = state;
  }

  Turn copy() {
    Turn copy = new Turn(state);
    copy.asker = asker;
    copy.have = have;
    copy.old = old;
    copy.leaving = leaving;
    copy.pending.addAll(pending);
    copy.entry = entry;
    copy.through = through;
    copy.later = later;
    copy.release = release;
    copy.forget = forget;
    copy.refusable = refusable;
    copy.unanswered = unanswered;
    copy.queue.putAll(queue);
    return copy;
  }

  /** The next request begins with nothing of the last one. */
  void end() {
    asker = Optional.empty();
    have = false;
    old = Optional.empty();
    leaving = false;
    pending.clear();
    entry = Entry.NONE;
    release = List.of();
    forget = List.of();
    refusable = true;
    unanswered = false;
  }

  String text() {
    List<String> asked = new ArrayList<>();
    queue.forEach((node, said) -> asked.add(node + " " + text(said)));
    return state + " for " + asker + " have " + have + " old " + old + " leaving " + leaving + " pending " + pending + " entry " + entry.version() + " through "
        + through.map(Entry::version) + " later " + later.map(Entry::version) + " release " + release + " forget " + forget + " refusable " + refusable
        + " unanswered " + unanswered + " queue " + asked;
  }

  private static String text(Message.ToHome said) {
    return said instanceof Message.PutM put ? "PutM " + put.entry().version() + " " + put.keep() : said.toString();
  }
}
