package io.dss.queue.table;

import io.dss.kernel.Invariant;
import io.dss.kernel.SortedTree;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the effects of all topics left, as the log has it: an immutable value, so the table of a moment is its own snapshot view. Every replica that applies
 * the same entries has an equal one, down to the bytes of {@link #writeTo}.
 *
 * <p>A topic is written by whoever claimed it last, in batches numbered from 1 without a gap; a batch is applied as a whole or not at all. An effect takes
 * O(log n) in the number of messages of its topic. Thread-safe, as it never changes; arrays that go in or come out are never written to.
 */
public final class MessageTable {
  /** Topics that were claimed and never written. Above it the one claimed longest ago is forgotten: names are free, and memory is not. */
  public static final int MAX_UNWRITTEN = 10_000;

  final SortedTree<String, StoredTopic> topics;
  /** Topics that were never written, by the index of their claim. */
  private final SortedTree<Long, String> unwritten;
  /** The latest fence among claims that were forgotten. */
  final Optional<Fence> forgotten;
  private final long bytes;

  private MessageTable(SortedTree<String, StoredTopic> topics, SortedTree<Long, String> unwritten, Optional<Fence> forgotten, long bytes) {
    this.topics = topics;
    this.unwritten = unwritten;
    this.forgotten = forgotten;
    this.bytes = bytes;
  }

  /** The table before the first entry. */
  public static MessageTable empty() {
    return empty(Optional.empty());
  }

  static MessageTable empty(Optional<Fence> forgotten) {
    return new MessageTable(SortedTree.empty(), SortedTree.empty(), forgotten, 0);
  }

  /** What {@link #apply} makes. */
  public record Applied(MessageTable table, TableReply reply) {}

  /**
   * The next table and what came of it.
   *
   * @param command from {@link TableCommandCodec}, or checked likewise
   * @param index of the entry in the log, from 1; higher than that of any entry applied before
   */
  public Applied apply(TableCommand command, long index) {
    Invariant.check(index >= 1, "entry %d", index);
    TableCommandCodec.broken(command).ifPresent(what -> Invariant.check(false, what));
    return command instanceof TableCommand.Claim claim ? claim(claim, index) : append((TableCommand.Append) command);
  }

  private Applied claim(TableCommand.Claim claim, long index) {
    StoredTopic topic = topics.get(claim.topic());
    if (topic == null) {
      return outdated(claim.fence()) ? unchanged(new TableReply.Fenced(forgotten.orElseThrow()))
          : new Applied(with(claim.topic(), StoredTopic.bare(claim.fence(), index, 0)).withFewUnwritten(), new TableReply.Granted(0));
    }
    if (claim.fence().equals(topic.fence())) return unchanged(new TableReply.Granted(topic.number()));
    boolean later = claim.fence().cluster().equals(topic.fence().cluster()) && claim.fence().isAfter(topic.fence());
    if (!later) return unchanged(new TableReply.Fenced(topic.fence()));
    return new Applied(with(claim.topic(), topic.reclaimed(claim.fence(), index)), new TableReply.Granted(topic.number()));
  }

  private Applied append(TableCommand.Append append) {
    StoredTopic topic = topics.get(append.topic());
    if (topic == null) return unchanged(new TableReply.Unclaimed());
    if (!append.fence().equals(topic.fence())) return unchanged(new TableReply.Fenced(topic.fence()));
    // One claim has one writer, so a number names one batch under it; what is in it need not be compared.
    if (append.number() <= topic.number()) return unchanged(new TableReply.Already());
    if (append.number() > topic.number() + 1) return unchanged(new TableReply.Behind(topic.number()));
    MessageTable next = with(append.topic(), topic.with(append.effects()));
    return next.fits(append, bytes) ? new Applied(next, new TableReply.Applied()) : unchanged(new TableReply.Full(append.limits().full(bytes)));
  }

  /** Whether this table may take the place of one of {@code before} bytes. */
  private boolean fits(TableCommand.Append append, long before) {
    TableLimits limits = append.limits();
    if (bytes <= limits.maxBytes() || bytes <= before) return true;
    return bytes <= limits.maxBytes() + limits.reserveBytes() && append.effects().stream().noneMatch(effect -> effect instanceof Effect.Keep);
  }

  /**
   * Of a topic that is not known, whether this claim may be one that was fenced off by a claim since forgotten: of an earlier ring. Within one ring a topic has one owner,
   * and claims of several owners cannot be compared.
   */
  private boolean outdated(Fence fence) {
    if (forgotten.isEmpty()) return false;
    Fence latest = forgotten.get();
    if (!fence.cluster().equals(latest.cluster()) || fence.generation() < latest.generation()) return true;
    return fence.generation() == latest.generation() && fence.ringEpoch() < latest.ringEpoch();
  }

  private Applied unchanged(TableReply reply) {
    return new Applied(this, reply);
  }

  MessageTable with(String name, StoredTopic topic) {
    StoredTopic before = topics.get(name);
    SortedTree<Long, String> claims = before == null || before.wasWritten() ? unwritten : unwritten.without(before.claimedIndex());
    if (!topic.wasWritten()) claims = claims.with(topic.claimedIndex(), name);
    long grown = topic.bytes() - (before == null ? -Footprint.ofTopic(name) : before.bytes());
    return new MessageTable(topics.with(name, topic), claims, forgotten, bytes + grown);
  }

  private MessageTable withFewUnwritten() {
    if (unwritten.size() <= MAX_UNWRITTEN) return this;
    Map.Entry<Long, String> oldest = unwritten.first().orElseThrow();
    Fence fence = topics.get(oldest.getValue()).fence();
    Optional<Fence> latest = forgotten.isEmpty() || fence.isAfter(forgotten.get()) ? Optional.of(fence) : forgotten;
    return new MessageTable(topics.without(oldest.getValue()), unwritten.without(oldest.getKey()), latest, bytes - Footprint.ofTopic(oldest.getValue()));
  }

  /** Who may write the topic; empty if nobody has claimed it. */
  public Optional<Fence> fence(String topic) {
    return topics.find(topic).map(StoredTopic::fence);
  }

  /** What a topic holds from {@code from} on, about {@code maxBytes} of it and at least one thing; an empty last page for a topic that is not there. */
  public TopicPage page(String topic, Cursor from, int maxBytes) {
    return topics.find(topic).map(stored -> TopicPage.of(stored, from, maxBytes)).orElse(new TopicPage(List.of(), Optional.empty()));
  }

  /** The body of a message; empty if it is not there. */
  public Optional<byte[]> body(String topic, long sequence) {
    return topics.find(topic).flatMap(stored -> stored.messages().find(sequence)).filter(Message::hasBody).map(Message::body);
  }

  /** Names of topics that ever had a batch, sorted, after {@code after}, at most {@code limit}. Walks over those that had none, at most {@link #MAX_UNWRITTEN}. */
  public List<String> topics(Optional<String> after, int limit) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, StoredTopic> topic : topics.from(after.orElse(""), false)) {
      if (names.size() >= limit) break;
      if (topic.getValue().wasWritten()) names.add(topic.getKey());
    }
    return names;
  }

  /** The estimate that {@link TableLimits} are about. */
  public long bytes() {
    return bytes;
  }

  /** Topics that ever had a batch. */
  public int topicCount() {
    return topics.size() - unwritten.size();
  }

  /** Writes the table, front to back, in chunks of at most about a megabyte; one message may be more. {@link MessageTableReader} reads it. */
  public void writeTo(Consumer<byte[]> chunks) {
    new MessageTableWriter(chunks).write(this);
  }
}
