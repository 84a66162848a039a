package io.dss.node.cache;

import io.dss.cache.Version;
import io.dss.coherence.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The newest changes that this node made, numbered from 1. Who listens asks for what came after a number; who asks too late is told of a gap. A slow listener
 * holds nothing up: it only asks later. Confined to the loop.
 */
final class Feed {
  /** @param number of this node's changes */
  record Event(long number, String key, Effect.Change change, Version version) {}

  /**
   * @param life of this feed, as numbers begin anew with the process
   * @param through the number up to which all is known to the asker with this
   * @param gap changes after the number asked for are not kept any more
   */
  record Page(long life, List<Event> events, long through, boolean gap) {
    Page {
      events = List.copyOf(events);
    }
  }

  /** @param after the number known; below 0: only what comes from now on */
  record Question(long life, long after, String prefix, int limit) {}

  private record Listener(Question question, long untilNanos, CompletableFuture<Page> answer) {}

  private final long life;
  private final int kept;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final List<Listener> listeners = new ArrayList<>();
  private long newest;

  Feed(long life, int kept) {
    this.life = life;
    this.kept = kept;
  }

  void add(Effect.Changed changed) {
    events.add(new Event(++newest, changed.key(), changed.change(), changed.entry().version()));
    if (events.size() > kept) events.poll();
  }

  /** What is known, at once where there is any or nobody may wait; else as soon as there is. */
  CompletionStage<Page> ask(Question question, long untilNanos, long nowNanos) {
    Page page = page(question);
    CompletableFuture<Page> answer = new CompletableFuture<>();
    boolean wait = page.events().isEmpty() && !page.gap() && question.after() >= 0 && untilNanos - nowNanos > 0;
    if (wait && listeners.size() < NodeLimits.MAX_LISTENING) listeners.add(new Listener(question, untilNanos, answer));
    else answer.complete(page);
    return answer;
  }

  private Page page(Question question) {
    if (question.after() < 0) return new Page(life, List.of(), newest, false);
    long after = question.life() == life ? question.after() : 0;
    long oldest = newest - events.size();
    // Of an earlier process: what it had made after that number is not known here.
    boolean gap = question.life() != life && question.life() != 0 || after < oldest;
    List<Event> found = new ArrayList<>();
    long through = Math.max(after, oldest);
    for (Iterator<Event> each = newer(through); each.hasNext() && found.size() < question.limit();) {
      Event event = each.next();
      through = event.number();
      if (event.key().startsWith(question.prefix())) found.add(event);
    }
    return new Page(life, found, through, gap);
  }

  /** Found from the end that is nearer: most ask for the last few. */
  private Iterator<Event> newer(long number) {
    long count = newest - number;
    if (count > events.size() / 2) {
      Iterator<Event> all = events.iterator();
      for (long skip = events.size() - count; skip > 0; skip--) all.next();
      return all;
    }
    ArrayDeque<Event> last = new ArrayDeque<>();
    Iterator<Event> back = events.descendingIterator();
    for (long left = count; left > 0; left--) last.addFirst(back.next());
    return last.iterator();
  }

  /** Answers who waited for what has come, or has waited long enough. */
  void tell(long nowNanos) {
    if (listeners.isEmpty()) return;
    for (Iterator<Listener> each = listeners.iterator(); each.hasNext();) {
      Listener listener = each.next();
      boolean over = listener.untilNanos() - nowNanos <= 0;
      if (!over && newest == listener.question().after()) continue;
      Page page = page(listener.question());
      if (!over && page.events().isEmpty() && !page.gap()) continue;
      each.remove();
      listener.answer().complete(page);
    }
  }

  void close() {
    for (Listener listener : listeners) listener.answer().complete(page(listener.question()));
    listeners.clear();
  }
}
