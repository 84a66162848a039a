package io.dss.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStore.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A topic of a store as one owner sees it: calls wait for their answers. */
public record StoredTopic(MessageStore store, String name, Fence fence) {
  private static final long PATIENCE_SECONDS = 30;

  /** What a topic holds. */
  public record Content(SortedMap<Long, byte[]> envelopes, SortedMap<String, byte[]> notes) {
    public void assertSame(Content other) {
      assertSame(envelopes, other.envelopes);
      assertSame(notes, other.notes);
    }

    private static <K> void assertSame(SortedMap<K, byte[]> expected, SortedMap<K, byte[]> actual) {
      assertEquals(expected.keySet(), actual.keySet());
      expected.forEach((key, value) -> assertArrayEquals(value, actual.get(key), () -> "value of " + key));
    }
  }

  /** What {@code stage} completes with. */
  public static <T> T done(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("the store failed: " + failed.getCause(), failed.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no answer in " + PATIENCE_SECONDS + " s", e);
    }
  }

  /** What {@code stage} fails with. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      return fail("it did not fail: " + stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      return failed.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no answer in " + PATIENCE_SECONDS + " s", e);
    }
  }

  /** The words in which a call is refused, which a store may do by an answer or by a failure. */
  public String refusalOf(CompletionStage<?> stage) {
    try {
      Object answer = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(answer instanceof Claimed.Fenced || answer instanceof Appended.Fenced, "not refused but " + answer);
      return answer.toString();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      assertTrue(cause instanceof MessageStore.Refused || cause instanceof MessageStore.Unreachable, "neither refused nor unreachable: " + cause);
      return cause.getMessage();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no answer in " + PATIENCE_SECONDS + " s", e);
    }
  }

  public Claimed claim() {
    return done(store.claim(name, fence));
  }

  public Appended append(long number, Effect... effects) {
    return append(number, List.of(effects));
  }

  public Appended append(long number, List<Effect> effects) {
    return done(store.append(name, fence, number, effects));
  }

  /** All pages; fails if an envelope or a note comes twice with different values. */
  public Content content() {
    Content content = new Content(new TreeMap<>(), new TreeMap<>());
    for (Page page : pages()) {
      for (Stored stored : page.stored()) {
        if (stored instanceof Stored.Envelope envelope) put(content.envelopes, envelope.sequence(), envelope.bytes());
        if (stored instanceof Stored.Note note) put(content.notes, note.name(), note.value());
      }
    }
    return content;
  }

  private static <K> void put(SortedMap<K, byte[]> into, K key, byte[] value) {
    byte[] before = into.put(key, value);
    if (before != null) assertArrayEquals(before, value, () -> "two values of " + key);
  }

  public List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = done(store.load(name, fence, cursor));
      pages.add(page);
      cursor = page.next();
      assertTrue(pages.size() < 100_000, "loading does not end");
    } while (cursor.isPresent());
    return pages;
  }

  /** Of all its envelopes, ascending. */
  public List<Long> sequences() {
    return List.copyOf(content().envelopes().keySet());
  }

  public Map<Long, byte[]> bodies(Long... sequences) {
    return bodies(List.of(sequences));
  }

  public Map<Long, byte[]> bodies(List<Long> sequences) {
    return done(store.read(name, sequences));
  }
}
