package io.dss.node.queue;

import static io.dss.node.queue.ScriptedOwners.A;
import static io.dss.node.queue.ScriptedOwners.B;
import static io.dss.node.queue.ScriptedOwners.SELF;
import static io.dss.node.queue.ScriptedOwners.TIMEOUT_MILLIS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.node.raft.Outcome;
import io.dss.node.route.Refusal;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ListingTest {
  private final ScriptedOwners owners = new ScriptedOwners(3, 4);

  private CompletionStage<List<Queues.Listed>> list(int limit) {
    return owners.service.list("p", Optional.of("pa"), limit);
  }

  private static String shown(List<Queues.Listed> topics) {
    return String.join(" ", topics.stream().map(listed -> listed.topic().topic() + "@" + listed.owner()).toList());
  }

  private static Refusal.Code refusal(CompletionStage<?> call) {
    return Outcome.failure(Refusal.class, call).code();
  }

  private QueueRequest.ListTopics asked(NodeId node) {
    return (QueueRequest.ListTopics) owners.codec.decodeRequest(owners.open(node).body());
  }

  @Test
  void everyMemberIsAskedAndTheTopicsAreSortedWithTheirOwners() {
    owners.placement.ringIs(A, B, SELF);
    owners.here = Optional.of(request -> new QueueAnswer.Topics(List.of(QueueValues.topic("pc"))));
    CompletionStage<List<Queues.Listed>> list = list(10);
    assertEquals(new QueueRequest.ListTopics("p", Optional.of("pa"), 10), asked(A));
    owners.lists(B, "pb", "pe");
    assertTrue(Outcome.open(list));
    owners.lists(A, "pd");
    assertEquals("pb@b pc@self pd@a pe@b", shown(Outcome.of(list)));
  }

  @Test
  void theFirstOfAllAreListedUpToTheLimit() {
    owners.placement.ringIs(A, B);
    CompletionStage<List<Queues.Listed>> list = list(2);
    owners.lists(A, "pd", "pe");
    owners.lists(B, "pb");
    assertEquals("pb@b pd@a", shown(Outcome.of(list)));
  }

  @Test
  void aLongListIsAskedForInPieces() {
    owners.placement.ringIs(A);
    CompletionStage<List<Queues.Listed>> list = list(150);
    String[] topics = IntStream.range(0, 150).mapToObj(i -> String.format("pb%04d", i)).toArray(String[]::new);
    for (int from = 0; from < 150; from += Listing.PAGE_TOPICS) {
      int count = Math.min(Listing.PAGE_TOPICS, 150 - from);
      assertEquals(new QueueRequest.ListTopics("p", Optional.of(from == 0 ? "pa" : topics[from - 1]), count), asked(A));
      owners.lists(A, Arrays.copyOfRange(topics, from, from + count));
    }
    assertEquals(List.of(topics), Outcome.of(list).stream().map(listed -> listed.topic().topic()).toList());
  }

  @Test
  void aMemberThatDoesNotAnswerIsNoReasonForAShorterList() {
    owners.placement.ringIs(A, B);
    CompletionStage<List<Queues.Listed>> list = list(10);
    owners.lists(A, "pd");
    owners.pass(TIMEOUT_MILLIS);
    assertEquals(Refusal.Code.MOVING, refusal(list));
  }

  @Test
  void aListBeginsAnewWhenTheRingChangesMeanwhile() {
    owners.placement.ringIs(A, B);
    CompletionStage<List<Queues.Listed>> list = list(10);
    owners.lists(A, "pd");
    owners.placement.ringIs(A);
    owners.lists(A, "pb", "pd");
    assertEquals("pb@a pd@a", shown(Outcome.of(list)));
  }

  @Test
  void aTopicThatTwoNameIsItsOwners() {
    owners.placement.ringIs(A, B);
    Set<NodeId> named = new TreeSet<>();
    for (int i = 0; named.size() < 2; i++) {
      String topic = "pb" + i;
      NodeId owner = owners.placement.ring().orElseThrow().owner(topic).orElseThrow();
      named.add(owner);
      CompletionStage<List<Queues.Listed>> list = list(10);
      owners.lists(A, topic);
      owners.lists(B, topic);
      assertEquals(topic + "@" + owner, shown(Outcome.of(list)));
    }
  }

  @Test
  void withoutARingOrMembersThereIsNoList() {
    assertEquals(Refusal.Code.NO_LEADER, refusal(list(10)));
    owners.placement.ringIs();
    assertEquals(Refusal.Code.MOVING, refusal(list(10)));
  }

  @Test
  void anAnswerThatIsNoListIsNone() {
    owners.placement.ringIs(A);
    CompletionStage<List<Queues.Listed>> list = list(10);
    owners.open(A).answers(owners.codec.encodeReply(new QueueAnswer.Decided(new QueueReply.Noted(), "c")));
    assertEquals(Refusal.Code.MOVING, refusal(list));
  }
}
