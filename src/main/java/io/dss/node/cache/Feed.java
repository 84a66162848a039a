package io.dss.node.cache;

import io.dss.cache.Version;
import io.dss.coherence.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The newest changes that this node made, numbered from 1. Who listens asks for what came after a number; who asks too late is told of a gap. A
 * slow listener holds nothing up: it only asks later. Confined to the loop.
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

  private static final class Listener {
    private final Question question;
    private final long untilNanos;
    private final CompletableFuture<Page> answer = new CompletableFuture<>();
    /** Up to here there is nothing for it, so each event is looked at once. */
    private long through;

    private Listener(Question question, long through, long untilNanos) {
      this.question = question;
      this.through = through;
      this.untilNanos = untilNanos;
    }
  }

  private final long life;
  private final int kept;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  /** By the names that those who wait have given their questions. */
  private final LinkedHashMap<String, Listener> listeners = new LinkedHashMap<>();
  private long newest;

  Feed(long life, int kept) {
    this.life = life;
    this.kept = kept;
  }

  void add(Effect.Changed changed) {
    events.add(new Event(++newest, changed.key(), changed.change(), changed.entry().version()));
    if (events.size() > kept) events.poll();
  }

  /** What is known now. */
  Page page(Question question) {
    if (question.after() < 0) return new Page(life, List.of(), newest, false);
    long after = question.life() == life ? question.after() : 0;
    // Of an earlier process: what it had made after that number is not known here.
    boolean otherLife = question.life() != life && question.life() != 0;
    Page page = page(question, after);
    return new Page(life, page.events(), page.through(), otherLife || page.gap());
  }

  private Page page(Question question, long after) {
    long oldest = newest - events.size();
    List<Event> found = new ArrayList<>();
    long through = Math.max(after, oldest);
    for (Iterator<Event> each = newer(through); each.hasNext() && found.size() < question.limit();) {
      Event event = each.next();
      through = event.number();
      if (event.key().startsWith(question.prefix())) found.add(event);
    }
    return new Page(life, found, through, after < oldest);
  }

  /**
   * What is known as soon as it is anything, or what there is at that instant.
   *
   * @param name of this question, until it is answered; no two have the same
   * @return empty if as many wait as may
   */
  Optional<CompletionStage<Page>> await(String name, Question question, long untilNanos, long nowNanos) {
    Page page = page(question);
    boolean wait = page.events().isEmpty() && !page.gap() && question.after() >= 0 && untilNanos - nowNanos > 0;
    if (!wait) return Optional.of(CompletableFuture.completedFuture(page));
    if (listeners.size() >= NodeLimits.MAX_LISTENING) return Optional.empty();
    Listener listener = new Listener(question, page.through(), untilNanos);
    listeners.put(name, listener);
    return Optional.of(listener.answer);
  }

  /** Nobody waits for this question any more; it may have been answered. */
  void enough(String name) {
    Listener listener = listeners.remove(name);
    if (listener != null) listener.answer.complete(nothing(listener));
  }

  int listening() {
    return listeners.size();
  }

  private Page nothing(Listener listener) {
    return new Page(life, List.of(), listener.through, false);
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
    for (Iterator<Listener> each = listeners.values().iterator(); each.hasNext();) {
      Listener listener = each.next();
      Page page = listener.through == newest ? nothing(listener) : page(listener.question, listener.through);
      listener.through = page.through();
      if (page.events().isEmpty() && !page.gap() && listener.untilNanos - nowNanos > 0) continue;
      each.remove();
      listener.answer.complete(page);
    }
  }

  void close() {
    listeners.values().forEach(listener -> listener.answer.complete(nothing(listener)));
    listeners.clear();
  }
}
