package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The calls of the contract on one topic, each through the node whose index is given. Fields are JSON with single quotes and without its braces
 * ({@code 'data':1,'key':'a'}); none of the tests' own texts has a quote in it.
 */
record Topic(Api api, List<String> urls, String name) {
  static Topic of(Trio trio, String name) {
    return new Topic(trio.api(), IntStream.range(0, Trio.SIZE).mapToObj(trio::url).toList(), name);
  }

  /** The dead-letter lane, or any other topic beside this one. */
  Topic sibling(String other) {
    return new Topic(api, urls, other);
  }

  Topic dead() {
    return sibling(name + ".dead");
  }

  /** Publishes, takes and acknowledges one message: the topic is there, and so is its group {@code default}, whose waiting consumers are counted. */
  Topic used(int node) throws IOException, InterruptedException {
    published(node, "'data':'first'");
    acked(node, taken(node, ""));
    return this;
  }

  Reply call(int node, String path, String fields) throws IOException, InterruptedException {
    return api.post(urls.get(node), path, body(fields));
  }

  Reply publish(int node, String fields) throws IOException, InterruptedException {
    return call(node, "/queue/publish", fields);
  }

  /** @return the id of the message that was published just now */
  String published(int node, String fields) throws IOException, InterruptedException {
    Reply reply = publish(node, fields);
    assertTrue(reply.success(), reply::body);
    return reply.json().getString("message_id");
  }

  /** {@code count} messages in one batch, their data the numbers from {@code first} on. @return their ids */
  List<String> publishedBatch(int node, int first, int count) throws IOException, InterruptedException {
    String messages = IntStream.range(first, first + count).mapToObj(number -> "{'data':" + number + "}").reduce((a, b) -> a + "," + b).orElseThrow();
    Reply reply = publish(node, "'messages':[" + messages + "]");
    assertTrue(reply.success(), reply::body);
    return reply.json().getJsonArray("message_ids").getValuesAs(JsonString::getString);
  }

  Reply keyed(int node, String path, String idempotencyKey, String fields) throws IOException, InterruptedException {
    return api.send(request(node, path).header("Idempotency-Key", idempotencyKey).POST(HttpRequest.BodyPublishers.ofString(body(fields))).build());
  }

  CompletableFuture<Reply> consuming(int node, String fields) {
    return api.posting(urls.get(node), "/queue/consume", body(fields));
  }

  /** The one message that a consume brings, if it brings one. */
  Optional<JsonObject> consume(int node, String fields) throws IOException, InterruptedException {
    return message(call(node, "/queue/consume", fields));
  }

  static Optional<JsonObject> message(Reply reply) {
    assertTrue(reply.success(), reply::body);
    JsonValue message = reply.json().get("message");
    return message == JsonValue.NULL ? Optional.empty() : Optional.of(message.asJsonObject());
  }

  JsonObject taken(int node, String fields) throws IOException, InterruptedException {
    return consume(node, fields).orElseThrow(() -> new AssertionError("nothing was delivered of " + name));
  }

  void assertNothing(int node, String fields) throws IOException, InterruptedException {
    assertEquals(Optional.empty(), consume(node, fields), "delivered of " + name);
  }

  /** What a consume of many brings, in its order. */
  List<JsonObject> takenUpTo(int node, int max, String fields) throws IOException, InterruptedException {
    Reply reply = call(node, "/queue/consume", "'max':" + max + (fields.isEmpty() ? "" : "," + fields));
    assertTrue(reply.success(), reply::body);
    return reply.json().getJsonArray("messages").getValuesAs(JsonObject.class);
  }

  /** With the receipt of the delivery. */
  Reply ack(int node, JsonObject message) throws IOException, InterruptedException {
    return call(node, "/queue/ack", reference(message));
  }

  void acked(int node, JsonObject message) throws IOException, InterruptedException {
    Reply reply = ack(node, message);
    assertTrue(reply.success(), reply::body);
  }

  /** All in one call, each with its receipt. */
  void ackedAll(int node, List<JsonObject> messages) throws IOException, InterruptedException {
    for (JsonObject result : results(call(node, "/queue/ack", list(messages)))) assertTrue(result.getBoolean("success"), result::toString);
  }

  static List<JsonObject> results(Reply reply) {
    assertEquals(200, reply.status(), reply.body());
    return reply.json().getJsonArray("results").getValuesAs(JsonObject.class);
  }

  static String list(List<JsonObject> messages) {
    return "'messages':[" + String.join(",", messages.stream().map(message -> "{" + reference(message) + "}").toList()) + "]";
  }

  static String reference(JsonObject message) {
    return "'message_id':'" + message.getString("id") + "','receipt':'" + message.getString("receipt") + "'";
  }

  Reply settings(int node, String fields) throws IOException, InterruptedException {
    return api.send(request(node, path()).PUT(HttpRequest.BodyPublishers.ofString(("{" + fields + "}").replace('\'', '"'))).build());
  }

  void configured(int node, String fields) throws IOException, InterruptedException {
    Reply reply = settings(node, fields);
    assertEquals(200, reply.status(), reply.body());
  }

  Reply get(int node, String below) throws IOException, InterruptedException {
    return api.get(urls.get(node), path() + below);
  }

  /** {@code POST /queues/NAME/verb}. */
  Reply operate(int node, String verb, String fields) throws IOException, InterruptedException {
    return api.send(request(node, path() + "/" + verb).POST(HttpRequest.BodyPublishers.ofString(("{" + fields + "}").replace('\'', '"'))).build());
  }

  Reply purge(int node) throws IOException, InterruptedException {
    return api.send(request(node, path() + "/messages").DELETE().build());
  }

  JsonObject description(int node) throws IOException, InterruptedException {
    Reply reply = get(node, "");
    assertEquals(200, reply.status(), reply.body());
    return reply.json();
  }

  Counts counts(int node) throws IOException, InterruptedException {
    return Counts.of(description(node));
  }

  /** How many messages stand where. */
  record Counts(int ready, int inFlight, int delayed, int dead) {
    static Counts of(JsonObject description) {
      return new Counts(description.getInt("ready"), description.getInt("in_flight"), description.getInt("delayed"), description.getInt("dead"));
    }

    int all() {
      return ready + inFlight + delayed + dead;
    }
  }

  /** The id of the node that the ring as {@code node} knows it gives the topic to. */
  String owner(int node) throws IOException, InterruptedException {
    Reply reply = api.get(urls.get(node), "/cluster/ring?topic=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    assertEquals(200, reply.status(), reply.body());
    return reply.json().getString("owner");
  }

  static List<String> ids(List<JsonObject> messages) {
    List<String> ids = new ArrayList<>();
    for (JsonObject message : messages) ids.add(message.getString("id"));
    return ids;
  }

  private String path() {
    return "/queues/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String body(String fields) {
    return ("{'topic':'" + name + "'" + (fields.isEmpty() ? "" : "," + fields) + "}").replace('\'', '"');
  }

  private HttpRequest.Builder request(int node, String path) {
    return HttpRequest.newBuilder(URI.create(urls.get(node) + path)).timeout(Api.LIMIT).header("Content-Type", "application/json");
  }
}
