package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueWorkTest {
  private static final String FIRST = "{\"id\":\"m1\",\"topic\":\"t\",\"data\":\"xx\",\"headers\":{},\"attempts\":1,\"receipt\":\"r1\"}";
  private static final String SECOND = FIRST.replace("m1", "m2").replace("r1", "r2");

  @Test
  void anAckNamesWhatTheConsumeBrought() throws Exception {
    assertEquals(List.of("\"message_id\":\"m1\",\"receipt\":\"r1\""), QueueWork.items("{\"success\":true,\"message\":" + FIRST + "}", 1));
  }

  @Test
  void ofABatchTheFirstMessageIsNamedOnceThoughItStandsThereTwice() throws Exception {
    String body = "{\"success\":true,\"message\":" + FIRST + ",\"messages\":[" + FIRST + "," + SECOND + "]}";
    assertEquals(List.of("\"message_id\":\"m1\",\"receipt\":\"r1\"", "\"message_id\":\"m2\",\"receipt\":\"r2\""), QueueWork.items(body, 2));
    assertEquals(List.of(), QueueWork.items("{\"success\":true,\"message\":null,\"messages\":[]}", 2));
  }

  @Test
  void anAnswerThatIsNotUnderstoodIsNotGuessedAt() {
    assertThrows(IOException.class, () -> QueueWork.items("{\"message\":" + FIRST.replace("receipt", "recipe") + "}", 1));
    assertThrows(IOException.class, () -> QueueWork.items("{\"message\":" + FIRST + "}", 2));
  }
}
