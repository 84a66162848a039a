package io.dss.bench;

import io.dss.bench.HttpConnection.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one connection does to the queues. Every message has {@link #DATA_BYTES} of data. */
final class QueueWork {
  static final int DATA_BYTES = 1_000;
  /** Letters and digits that no compression makes smaller: Redis writes its files compressed. */
  static final String TEXT = new Random(1).ints('0', 'z' + 1).filter(Character::isLetterOrDigit).limit(DATA_BYTES)
      .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  private static final String DATA = "\"data\":\"" + TEXT + "\"";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern RECEIPT = Pattern.compile("\"receipt\":\"([^\"]+)\"");

  private QueueWork() {}

  /** A connection begins at the topic of its number and takes them in turn. */
  static Work.Kind publish(List<String> topics, int batch) {
    return (connection, number) -> {
      List<byte[]> requests = new ArrayList<>();
      for (String topic : topics) requests.add(connection.request("/queue/publish", "{\"topic\":\"" + topic + "\"," + messages(batch) + "}"));
      int[] turn = {number};
      return () -> done(connection.exchange(requests.get(turn[0]++ % requests.size())));
    };
  }

  private static String messages(int batch) {
    return batch == 1 ? DATA : "\"messages\":[" + String.join(",", Collections.nCopies(batch, "{" + DATA + "}")) + "]";
  }

  /** One consume and one ack of what it brought. It is over when a consume brings less than a batch. */
  static Work.Kind consumeAndAck(List<String> topics, int batch) {
    return (connection, number) -> new ConsumeAndAck(connection, topics, batch, number);
  }

  private static final class ConsumeAndAck implements Work {
    private final HttpConnection connection;
    private final List<String> topics;
    private final List<byte[]> consumes = new ArrayList<>();
    private final int batch;
    private int turn;
    private boolean over;

    ConsumeAndAck(HttpConnection connection, List<String> topics, int batch, int number) {
      this.connection = connection;
      this.topics = topics;
      this.batch = batch;
      this.turn = number;
      for (String topic : topics) consumes.add(connection.request("/queue/consume", "{\"topic\":\"" + topic + "\",\"max\":" + batch + ",\"visibility\":300}"));
    }

    @Override
    public boolean once() throws IOException {
      int at = turn++ % topics.size();
      over = false;
      Response consumed = connection.exchange(consumes.get(at));
      if (!done(consumed)) return false;
      List<String> items = items(consumed.body(), batch);
      over = items.size() < batch;
      if (items.isEmpty()) return false;
      String named = batch == 1 ? items.get(0) : "\"messages\":[{" + String.join("},{", items) + "}]";
      return done(connection.exchange(connection.request("/queue/ack", "{\"topic\":\"" + topics.get(at) + "\"," + named + "}")));
    }

    @Override
    public boolean isOver() {
      return over;
    }
  }

  /** Id and receipt of each message, as an ack names them. With a batch the first message stands in the answer twice. */
  static List<String> items(String body, int batch) throws IOException {
    int from = batch == 1 ? 0 : body.indexOf("\"messages\":[");
    if (from < 0) throw new IOException("no list in " + body);
    int to = batch == 1 ? body.length() : body.indexOf(']', from);
    Matcher id = ID.matcher(body).region(from, to);
    Matcher receipt = RECEIPT.matcher(body).region(from, to);
    List<String> items = new ArrayList<>();
    while (id.find()) {
      if (!receipt.find()) throw new IOException("a message without a receipt in " + body);
      items.add("\"message_id\":\"" + id.group(1) + "\",\"receipt\":\"" + receipt.group(1) + "\"");
    }
    return items;
  }

  /** A 503 is a refusal, and may happen on a machine that is out of breath; anything else but success is a mistake of somebody's, and ends the run. */
  private static boolean done(Response response) throws IOException {
    if (response.status() == 503) return false;
    if (response.status() != 200 || !response.body().contains("\"success\":true") || response.body().contains("\"success\":false")) {
      throw new IOException("a queue's call was answered " + response);
    }
    return true;
  }
}
