package io.dss.node.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.QueueLimits;
import io.dss.queue.table.Cursor;
import io.dss.queue.table.MessageTable;
import io.dss.queue.table.TableCommand;
import io.dss.queue.table.TableLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every answer fits a frame between nodes. */
class StoreReadsTest {
  private static final int FRAME_BYTES = 4 << 20;
  private static final Fence FENCE = new Fence(new ClusterId("0".repeat(32)), 0, 1, 1);

  private MessageTable table = MessageTable.empty();
  private long index;

  private void append(String topic, long number, Effect... effects) {
    if (number == 1) table = table.apply(new TableCommand.Claim(topic, FENCE), ++index).table();
    table = table.apply(new TableCommand.Append(topic, FENCE, number, TableLimits.DEFAULT, List.of(effects)), ++index).table();
  }

  private StoreAnswer answer(StoreRequest request) {
    StoreAnswer answer = StoreReads.of(request, table);
    int bytes = StoreAnswerCodec.encoded(answer).length;
    assertTrue(bytes < FRAME_BYTES - 1_000, "an answer of " + bytes + " bytes");
    return answer;
  }

  @Test
  void bodiesEndWithTheOneThatReachesTheBudgetAndSayHowFarTheyWent() {
    append("t", 1, new Effect.Keep(1, new byte[0], new byte[StoreReads.ANSWER_BYTES - 1]), new Effect.Keep(3, new byte[0], new byte[QueueLimits.BODY_BYTES]),
        new Effect.Keep(4, new byte[0], new byte[1]));
    StoreAnswer.Bodies bodies = (StoreAnswer.Bodies) answer(new StoreRequest.Read("t", List.of(1L, 2L, 3L, 4L)));
    assertEquals(List.of(1L, 3L), bodies.bodies().stream().map(StoreAnswer.Body::sequence).toList());
    assertEquals(3, bodies.looked());
    StoreAnswer.Bodies none = (StoreAnswer.Bodies) answer(new StoreRequest.Read("t", List.of(7L, 8L)));
    assertEquals(List.of(0, 2), List.of(none.bodies().size(), none.looked()));
  }

  @Test
  void pagesOfATopicEndAtTheBudget() {
    for (long number = 1; number <= 40; number++) append("t", number, new Effect.Change(number, new byte[100_000]), new Effect.Note("n" + number, new byte[100_000]));
    append("t", 41, new Effect.Note("the longest", new byte[QueueLimits.BODY_BYTES]));
    int items = 0;
    int pages = 0;
    Optional<Cursor> next = Optional.of(new Cursor.Start());
    while (next.isPresent()) {
      StoreAnswer.Loaded loaded = (StoreAnswer.Loaded) answer(new StoreRequest.Load("t", FENCE, next.get()));
      items += loaded.page().stored().size();
      pages++;
      next = loaded.page().next();
    }
    assertEquals(81, items);
    assertTrue(pages >= 8 && pages <= 10, pages + " pages of a megabyte for ten");
  }

  @Test
  void namesEndAtTheBudgetAndSayThatThereAreMore() {
    List<String> names = LongStream.range(10_000, 11_500).mapToObj(i -> "x".repeat(900) + i).toList();
    for (String name : names) append(name, 1);
    StoreAnswer.Named first = (StoreAnswer.Named) answer(new StoreRequest.Topics(Optional.empty(), 2_000));
    assertTrue(first.more());
    List<String> all = new ArrayList<>(first.topics());
    StoreAnswer.Named rest = (StoreAnswer.Named) answer(new StoreRequest.Topics(Optional.of(all.get(all.size() - 1)), 2_000));
    all.addAll(rest.topics());
    assertEquals(names, all);
    assertEquals(false, rest.more());
    assertEquals(7, ((StoreAnswer.Named) answer(new StoreRequest.Topics(Optional.empty(), 7))).topics().size());
  }
}
