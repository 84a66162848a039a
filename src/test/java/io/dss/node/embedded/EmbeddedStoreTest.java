package io.dss.node.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.node.raft.Outcome;
import io.dss.node.raft.SteppedNode;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.QueueLimits;
import io.dss.queue.table.TableLimits;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStore.Unreachable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The embedded store of a whole group: leaders that change, limits, sizes. */
class EmbeddedStoreTest {
  private static final ClusterId CLUSTER = new ClusterId("0".repeat(31) + "1");
  private static final Fence FIRST = new Fence(CLUSTER, 0, 1, 1);
  private static final Fence SECOND = new Fence(CLUSTER, 0, 1, 2);

  private final StoreGroup group = new StoreGroup(TableLimits.of(64 << 20), 1_000);
  private final MessageStore store = group.onClient().store();

  private static Effect keep(long sequence, int bodyBytes) {
    byte[] body = new byte[bodyBytes];
    Arrays.fill(body, (byte) sequence);
    return new Effect.Keep(sequence, Utf8.bytes("e" + sequence), body);
  }

  private Appended append(long number, Effect... effects) {
    return Outcome.of(group.run(store.append("t", FIRST, number, List.of(effects))));
  }

  private SteppedNode claimed() {
    SteppedNode leader = group.group.leader();
    assertEquals(new Claimed.Granted(0), Outcome.of(group.run(store.claim("t", FIRST))));
    return leader;
  }

  @Test
  void aBatchWhoseAnswerIsLostWithItsLeaderIsAlreadyThereAtTheNextOne() {
    SteppedNode leader = claimed();
    append(1, keep(1, 10));
    CompletionStage<Appended> call = store.append("t", FIRST, 2, List.of(keep(2, 10)));
    leaveUnanswered(leader, call);
    assertEquals(new Appended.Already(), Outcome.of(group.run(call)));
    assertEquals(List.of(1L, 2L), envelopes());
  }

  /** Steps by hand, until a quorum has the batch and its leader has not yet told who asked; then that leader is gone. */
  private void leaveUnanswered(SteppedNode leader, CompletionStage<Appended> call) {
    MessageReplica replica = group.replicas.get(leader.id());
    long before = replica.table().bytes();
    for (int i = 0; i < 100 && replica.table().bytes() == before; i++) {
      group.group.network.deliver();
      group.group.nodes().forEach(SteppedNode::step);
    }
    assertTrue(replica.table().bytes() > before, "it is applied");
    assertTrue(Outcome.open(call), "and not answered");
    group.group.network.cutOff(leader.id());
  }

  private List<Long> envelopes() {
    List<Long> sequences = new ArrayList<>();
    MessageStore.Page page = Outcome.of(group.run(store.load("t", FIRST, Optional.empty())));
    page.stored().forEach(stored -> sequences.add(((io.dss.queue.Stored.Envelope) stored).sequence()));
    return sequences;
  }

  @Test
  void aBatchThatWentOutTwiceAndIsFencedOffIsNotSaidToHaveChangedNothing() {
    SteppedNode leader = claimed();
    CompletionStage<Appended> call = store.append("t", FIRST, 1, List.of(keep(1, 10)));
    leaveUnanswered(leader, call);
    MessageStore other = group.onVoter(group.group.other(leader)).store();
    CompletionStage<Claimed> later = other.claim("t", SECOND);
    String said = Outcome.failure(Unreachable.class, group.run(call)).getMessage();
    assertEquals(new Claimed.Granted(1), Outcome.of(group.run(later)));
    assertTrue(said.contains("more than once"), said);
    Appended again = Outcome.of(group.run(store.append("t", FIRST, 1, List.of(keep(1, 10)))));
    assertEquals(new Appended.Fenced(SECOND), again, "sent once, and surely changed nothing");
  }

  @Test
  void theLargestMessageGoesThroughTheLogAndBack() {
    claimed();
    assertEquals(new Appended.Applied(), append(1, keep(1, QueueLimits.BODY_BYTES), new Effect.Note("settings", new byte[50_000])));
    assertEquals(new Appended.Applied(), append(2, keep(2, QueueLimits.BODY_BYTES), keep(3, MessageStore.BATCH_BYTES - 1_000)));
    Map<Long, byte[]> bodies = Outcome.of(group.run(store.read("t", List.of(1L, 2L, 3L, 4L))));
    assertEquals(List.of(1L, 2L, 3L), List.copyOf(bodies.keySet()));
    assertArrayEquals(((Effect.Keep) keep(2, QueueLimits.BODY_BYTES)).body(), bodies.get(2L));
    group.group.run(500);
    for (SteppedNode node : group.group.nodes()) assertTrue(group.replicas.get(node.id()).table().bytes() > 5_000_000, node.id() + " has it");
  }

  @Test
  void aBatchThatNoLogEntryHoldsIsRefusedAsTooLargeAndNotSent() {
    claimed();
    Appended.Full full = (Appended.Full) append(1, keep(1, QueueLimits.BODY_BYTES), keep(2, QueueLimits.BODY_BYTES));
    assertTrue(full.limit().contains("at most " + EmbeddedMessageStore.MAX_BATCH_BYTES), full.limit());
    assertEquals(new Appended.Applied(), append(1, keep(1, 10)));
  }

  @Test
  void whatTheTableDoesNotTakeIsRefusedAndTheVotersGoOn() {
    claimed();
    Appended.Full full = (Appended.Full) append(1, new Effect.Note("n".repeat(5_000), new byte[0]));
    assertTrue(full.limit().contains("name"), full.limit());
    Outcome.failure(Unreachable.class, group.run(store.claim("", FIRST)));
    assertEquals(new Appended.Applied(), append(1, keep(1, 10)));
    for (SteppedNode node : group.group.nodes()) assertEquals(Optional.empty(), node.raft().failure());
  }

  @Test
  void manyBodiesComeInAsManyAnswersAsTheyNeed() {
    claimed();
    List<Long> sequences = new ArrayList<>();
    for (long sequence = 1; sequence <= 24; sequence++) {
      append(sequence, keep(sequence, 400_000));
      sequences.add(sequence);
    }
    Map<Long, byte[]> bodies = Outcome.of(group.run(store.read("t", sequences)));
    assertEquals(sequences, List.copyOf(bodies.keySet()));
    for (long sequence : sequences) assertArrayEquals(((Effect.Keep) keep(sequence, 400_000)).body(), bodies.get(sequence));
  }

  @Test
  void aVoterReadsItsOwnReplicaAndAsksForTheRestOnly() {
    SteppedNode leader = claimed();
    append(1, keep(1, 10));
    group.group.run(500);
    SteppedNode voter = group.group.other(leader);
    MessageStore own = group.onVoter(voter).store();
    group.group.network.cutOff(voter.id());
    append(2, keep(2, 10));
    assertEquals(List.of(1L), List.copyOf(Outcome.of(own.read("t", List.of(1L))).keySet()), "without asking anybody");
    CompletionStage<Map<Long, byte[]>> both = own.read("t", List.of(1L, 2L));
    assertTrue(Outcome.open(both));
    group.group.network.heal();
    assertEquals(List.of(1L, 2L), List.copyOf(Outcome.of(group.run(both)).keySet()));
  }

  @Test
  void aFullTableSaysSoAndTakesAcknowledgementsUntilThereIsRoom() {
    claimed();
    long number = 0;
    Appended answer = new Appended.Applied();
    while (answer instanceof Appended.Applied) answer = append(++number, keep(number, 2_000_000));
    assertTrue(((Appended.Full) answer).limit().contains("67108864"), answer::toString);
    assertTrue(number > 30, "only " + number + " messages fit");
    assertEquals(new Appended.Applied(), append(number, new Effect.Change(1, new byte[100]), new Effect.Note("acks", new byte[100])));
    assertEquals(new Appended.Applied(), append(number + 1, new Effect.Forget(2)));
    assertEquals(new Appended.Applied(), append(number + 2, keep(1_000, 2_000_000)));
  }

  @Test
  void withoutAQuorumEveryCallEndsByItsDeadlineAndSaysWhy() {
    claimed();
    group.group.nodes().stream().limit(2).forEach(node -> group.group.network.cutOff(node.id()));
    long began = group.group.time.monotonicNanos();
    List<CompletionStage<?>> calls = List.of(store.claim("t", FIRST), store.append("t", FIRST, 1, List.of()), store.load("t", FIRST, Optional.empty()),
        store.read("t", List.of(1L)), store.topics(Optional.empty(), 5));
    group.group.run(StoreGroup.CALL_MILLIS + 200);
    for (CompletionStage<?> call : calls) {
      String said = Outcome.failure(Unreachable.class, call).getMessage();
      assertTrue(said.startsWith("the embedded message store: "), said);
    }
    assertTrue(group.group.time.monotonicNanos() - began < (StoreGroup.CALL_MILLIS + 500) * 1_000_000);
  }

  @Test
  void aStoreThatIsClosedEndsItsCalls() {
    claimed();
    group.group.network.cutOff(StoreGroup.CLIENT);
    CompletionStage<Appended> call = store.append("t", FIRST, 1, List.of());
    store.close();
    assertTrue(Outcome.failure(Unreachable.class, call).getMessage().contains("stopping"));
    assertTrue(Outcome.failure(Unreachable.class, store.claim("t", FIRST)).getMessage().contains("stopping"));
  }

  @Test
  void aVoterThatWasAwayGetsTheTableAsASnapshot() {
    StoreGroup small = new StoreGroup(TableLimits.DEFAULT, 20);
    SteppedNode leader = small.group.leader();
    MessageStore client = small.driven(small.onClient().store());
    Outcome.of(client.claim("t", FIRST));
    SteppedNode away = small.group.other(leader);
    small.group.network.cutOff(away.id());
    for (long i = 1; i <= 70; i++) Outcome.of(client.append("t", FIRST, i, List.of(keep(i, 20_000))));
    Outcome.of(client.append("t", FIRST, 71, List.of(keep(71, QueueLimits.BODY_BYTES))));
    small.group.run(200);
    assertTrue(small.replicas.get(away.id()).table().bytes() < 1_000);
    small.group.network.heal();
    long bytes = small.replicas.get(leader.id()).table().bytes();
    small.group.runUntil("it has caught up", () -> small.replicas.get(away.id()).table().bytes() == bytes);
    assertEquals(Optional.empty(), away.raft().failure());
    assertTrue(small.replicas.get(away.id()).table().body("t", 71).isPresent());
  }

  @Test
  void loadingUnderAClaimThatIsGoneSaysWhoHasIt() {
    claimed();
    Outcome.of(group.run(store.claim("t", SECOND)));
    String said = Outcome.failure(Unreachable.class, group.run(store.load("t", FIRST, Optional.empty()))).getMessage();
    assertTrue(said.contains(SECOND.toString()), said);
    assertFalse(said.contains("no answer"), said);
  }
}
