package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.kernel.BrokenForms;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueCallCodecTest {
  private static final long SEED = Long.getLong("dss.queue.calls.seed", 7L);
  private static final RequestStamp STAMP = new RequestStamp(new Incarnation(new NodeId("n1"), 2), 9, 4);
  private final QueueCallCodec codec = new QueueCallCodec();

  private static List<QueueRequest> requests() {
    List<QueueRequest> requests = new ArrayList<>(List.of(new QueueRequest.ListTopics("p", Optional.of("pq"), 17),
        new QueueRequest.ListTopics("", Optional.empty(), Integer.MAX_VALUE)));
    for (QueueCommand command : QueueValues.COMMANDS) {
      Optional<IdempotencyKey> key = requests.size() % 2 == 0 ? Optional.of(new IdempotencyKey("k", "f")) : Optional.empty();
      requests.add(new QueueRequest.OnTopic("Größe", STAMP, key, command));
    }
    return requests;
  }

  private static List<QueueAnswer> answers() {
    List<QueueAnswer> answers = new ArrayList<>(List.of(new QueueAnswer.Topics(List.of()),
        new QueueAnswer.Topics(List.of(QueueValues.TOPIC, QueueValues.topic("a"), QueueValues.topic("b")))));
    QueueValues.REPLIES.forEach(reply -> answers.add(new QueueAnswer.Decided(reply, "1.17.3")));
    return answers;
  }

  private byte[] again(byte[] request) {
    return codec.encodeRequest(codec.decodeRequest(request));
  }

  private byte[] answerAgain(byte[] answer) {
    return codec.encodeReply(codec.decodeReply(answer));
  }

  @Test
  void everythingComesBackAsItWas() {
    for (QueueRequest request : requests()) {
      QueueRequest read = codec.decodeRequest(codec.encodeRequest(request));
      assertArrayEquals(codec.encodeRequest(request), codec.encodeRequest(read));
      if (request instanceof QueueRequest.OnTopic call && !(call.command() instanceof QueueCommand.Publish)) assertEquals(request, read);
      if (request instanceof QueueRequest.ListTopics) assertEquals(request, read);
    }
    for (QueueAnswer answer : answers()) {
      QueueAnswer read = codec.decodeReply(codec.encodeReply(answer));
      assertArrayEquals(codec.encodeReply(answer), codec.encodeReply(read));
      if (answer instanceof QueueAnswer.Topics) assertEquals(answer, read);
      else assertEquals(((QueueAnswer.Decided) answer).claim(), ((QueueAnswer.Decided) read).claim());
    }
  }

  @Test
  void whatIsCutOrTooLongOrOfAnotherVersionIsMalformed() {
    for (QueueRequest request : requests()) BrokenForms.assertStrict(codec.encodeRequest(request), this::again);
    for (QueueAnswer answer : answers()) BrokenForms.assertStrict(codec.encodeReply(answer), this::answerAgain);
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(SEED);
    List<QueueRequest> requests = requests();
    List<QueueAnswer> answers = answers();
    for (int round = 0; round < 30_000; round++) {
      byte[] request = BrokenForms.damaged(codec.encodeRequest(requests.get(random.nextInt(requests.size()))), random);
      byte[] answer = BrokenForms.damaged(codec.encodeReply(answers.get(random.nextInt(answers.size()))), random);
      String what = "round " + round + ", replay with -Ddss.queue.calls.seed=" + SEED;
      try {
        BrokenForms.assertStable(request, this::again, what);
        BrokenForms.assertStable(answer, this::answerAgain, what);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(what, broken);
      }
    }
  }

  @Test
  void onlyLooksChangeNothing() {
    for (QueueRequest request : requests()) {
      boolean looks = request instanceof QueueRequest.ListTopics
          || request instanceof QueueRequest.OnTopic call && (call.command() instanceof QueueCommand.Describe || call.command() instanceof QueueCommand.Browse);
      assertEquals(!looks, codec.changes(request), request.toString());
    }
  }
}
