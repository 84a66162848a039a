package io.dss.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * All messages by sequence, in pages of 64 so that one costs some five bytes and a page of a {@link Mark} is found without passing over the others. A page
 * goes as soon as it is empty. Everything takes O(log n).
 */
final class Sequences {
  private static final int PAGE_BITS = 6;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  private final TreeMap<Long, Page> pages = new TreeMap<>();
  /** By mark the pages that have one so marked. */
  private final List<TreeMap<Long, Page>> marked = new ArrayList<>();
  private int size;

  Sequences() {
    for (int mark = 0; mark < Mark.count(); mark++) marked.add(new TreeMap<>());
  }

  int size() {
    return size;
  }

  /** The message, or null. */
  Message get(long sequence) {
    Page page = pages.get(sequence >> PAGE_BITS);
    return page == null ? null : page.slots[slot(sequence)];
  }

  /** Replaces the one that has its sequence. It is not marked yet. */
  void put(Message message) {
    Page page = pages.computeIfAbsent(message.sequence >> PAGE_BITS, number -> new Page());
    int slot = slot(message.sequence);
    if (page.slots[slot] == null) {
      page.count++;
      size++;
    }
    page.slots[slot] = message;
  }

  void remove(Message message) {
    mark(message, (byte) 0);
    long number = message.sequence >> PAGE_BITS;
    Page page = pages.get(number);
    page.slots[slot(message.sequence)] = null;
    size--;
    if (--page.count == 0) pages.remove(number);
  }

  void mark(Message message, byte marks) {
    if (message.marks == marks) return;
    long number = message.sequence >> PAGE_BITS;
    Page page = pages.get(number);
    long bit = 1L << slot(message.sequence);
    for (int mark = 0; mark < Mark.count(); mark++) {
      boolean now = (marks >> mark & 1) == 1;
      if (now == ((message.marks >> mark & 1) == 1)) continue;
      page.marks[mark] ^= bit;
      if (page.marks[mark] == 0) marked.get(mark).remove(number);
      else if (now) marked.get(mark).put(number, page);
    }
    message.marks = marks;
  }

  long last() {
    if (pages.isEmpty()) return 0;
    Page page = pages.lastEntry().getValue();
    int slot = PAGE_SIZE - 1;
    while (page.slots[slot] == null) slot--;
    return page.slots[slot].sequence;
  }

  /** The first with {@code mark} after {@code sequence}, or null. */
  Message next(Mark mark, long sequence) {
    TreeMap<Long, Page> index = marked.get(mark.ordinal());
    long from = sequence + 1;
    Map.Entry<Long, Page> entry = index.ceilingEntry(from >> PAGE_BITS);
    if (entry == null) return null;
    long bits = entry.getValue().marks[mark.ordinal()];
    if (entry.getKey() == from >> PAGE_BITS) {
      bits &= -1L << slot(from);
      if (bits == 0) {
        entry = index.higherEntry(entry.getKey());
        if (entry == null) return null;
        bits = entry.getValue().marks[mark.ordinal()];
      }
    }
    return entry.getValue().slots[Long.numberOfTrailingZeros(bits)];
  }

  /** All, the lowest first. */
  Iterable<Message> all() {
    return () -> new Walk(pages.values().iterator());
  }

  /** The first {@code limit} with {@code mark}, none after {@code upTo}. */
  List<Message> first(Mark mark, int limit, long upTo) {
    List<Message> found = new ArrayList<>();
    for (Message at = next(mark, 0); at != null && at.sequence <= upTo && found.size() < limit; at = next(mark, at.sequence)) found.add(at);
    return found;
  }

  private static int slot(long sequence) {
    return (int) sequence & PAGE_SIZE - 1;
  }

  private static final class Page {
    final Message[] slots = new Message[PAGE_SIZE];
    final long[] marks = new long[Mark.count()];
    int count;
  }

  private static final class Walk implements Iterator<Message> {
    private final Iterator<Page> pages;
    private Page page;
    private int slot;

    Walk(Iterator<Page> pages) {
      this.pages = pages;
    }

    @Override
    public boolean hasNext() {
      while (true) {
        for (; page != null && slot < PAGE_SIZE; slot++) {
          if (page.slots[slot] != null) return true;
        }
        if (!pages.hasNext()) return false;
        page = pages.next();
        slot = 0;
      }
    }

    @Override
    public Message next() {
      if (!hasNext()) throw new NoSuchElementException();
      return page.slots[slot++];
    }
  }
}
