package io.dss.server.rest;

import java.util.ArrayList;
import java.util.List;

/** Every call there is, with a body that is fine for it and its fields. */
final class CallShapes {
  /**
   * A call, a body that is fine for it ({} for those that need none) and its fields.
   *
   * @param frame the body around the fields, which stand where {@code %s} is
   * @param prefix of the fields in a problem's detail
   */
  record CallShape(String method, String path, String goodBody, boolean needsBody, String frame, String prefix, List<Field> fields) {
    CallShape(String method, String path, String goodBody, Field... fields) {
      this(method, path, goodBody, !goodBody.equals("{}"), "{%s}", "", List.of(fields));
    }

    /** As the pages write it. */
    String template() {
      return path.replace("/locks/a", "/locks/{name}").replace("/queues/a", "/queues/{topic}").replace("/lines/a", "/lines/{key}");
    }
  }

  record Field(String name, FieldKind kind, boolean required) {
    static Field required(String name, FieldKind kind) {
      return new Field(name, kind, true);
    }

    static Field optional(String name, FieldKind kind) {
      return new Field(name, kind, false);
    }
  }

  private static final Field LOCK_NAME = Field.required("lock_name", FieldKind.NAME);
  private static final Field CLIENT_ID = Field.required("client_id", FieldKind.NAME);
  private static final Field TIMEOUT = Field.optional("timeout", FieldKind.TIMEOUT);

  private static final List<CallShape> LOCKS =
      List.of(
          new CallShape(
              "POST", "/lock/acquire", "{\"lock_name\":\"a\",\"client_id\":\"c\"}", LOCK_NAME, CLIENT_ID, Field.optional("lock_type", FieldKind.LOCK_TYPE), TIMEOUT,
              Field.optional("wait", FieldKind.WAIT)),
          new CallShape(
              "POST", "/lock/release", "{\"lock_name\":\"a\",\"client_id\":\"c\"}", LOCK_NAME, CLIENT_ID, Field.optional("fencing_token", FieldKind.TOKEN)),
          new CallShape(
              "POST", "/lock/renew", "{\"lock_name\":\"a\",\"client_id\":\"c\",\"fencing_token\":7}", LOCK_NAME, CLIENT_ID,
              Field.required("fencing_token", FieldKind.TOKEN), TIMEOUT),
          new CallShape("POST", "/lock/check", "{\"lock_name\":\"a\",\"fencing_token\":7}", LOCK_NAME, Field.required("fencing_token", FieldKind.TOKEN)),
          new CallShape("GET", "/locks", "{}"),
          new CallShape("GET", "/locks/a", "{}"),
          new CallShape("DELETE", "/locks/a", "{}"));

  private static final List<CallShape> STATUS =
      List.of(new CallShape("GET", "/cluster", "{}"), new CallShape("GET", "/cluster/ring", "{}"), new CallShape("GET", "/raft", "{}"));

  private static final Field TOPIC = Field.required("topic", FieldKind.TOPIC);
  private static final Field GROUP = Field.optional("group", FieldKind.NAME);
  private static final Field MESSAGE_ID = Field.required("message_id", FieldKind.NAME);
  private static final Field RECEIPT = Field.optional("receipt", FieldKind.NAME);
  private static final Field VISIBILITY = Field.optional("visibility", FieldKind.VISIBILITY);

  private static final Field[] OF_A_MESSAGE = {
    Field.optional("headers", FieldKind.HEADERS), Field.optional("headers", FieldKind.HEADER_NAMES), Field.optional("headers", FieldKind.HEADER_VALUES),
    Field.optional("key", FieldKind.NAME), Field.optional("priority", FieldKind.PRIORITY), Field.optional("delay", FieldKind.TEN_YEARS),
    Field.optional("ttl", FieldKind.TEN_YEARS), Field.optional("message_id", FieldKind.NAME)
  };

  private static final String SETTLED = "{\"topic\":\"a\",\"message_id\":\"m\"}";

  private static final List<CallShape> QUEUES =
      List.of(
          new CallShape("POST", "/queue/publish", "{\"topic\":\"a\",\"data\":null}", joined(Field.required("topic", FieldKind.LIVE_TOPIC), OF_A_MESSAGE)),
          new CallShape(
              "POST", "/queue/consume", "{\"topic\":\"a\"}", TOPIC, GROUP, Field.optional("max", FieldKind.BATCH_SIZE),
              Field.optional("wait", FieldKind.CONSUME_WAIT), VISIBILITY, Field.optional("consumer_id", FieldKind.NAME)),
          new CallShape("POST", "/queue/ack", SETTLED, TOPIC, MESSAGE_ID, GROUP, RECEIPT),
          new CallShape(
              "POST", "/queue/nack", SETTLED, TOPIC, MESSAGE_ID, GROUP, RECEIPT, Field.optional("delay", FieldKind.TEN_YEARS),
              Field.optional("reason", FieldKind.NACK_REASON), Field.optional("dead", FieldKind.FLAG)),
          new CallShape("POST", "/queue/extend", SETTLED, TOPIC, MESSAGE_ID, GROUP, RECEIPT, VISIBILITY),
          new CallShape("GET", "/queues", "{}"),
          new CallShape("GET", "/queues/a", "{}"),
          new CallShape(
              "PUT", "/queues/a", "{}", VISIBILITY, Field.optional("max_attempts", FieldKind.MAX_ATTEMPTS), Field.optional("backoff", FieldKind.BACKOFF),
              Field.optional("backoff", FieldKind.BACKOFF_TYPES), Field.optional("dead_letter", FieldKind.DEAD_LETTER),
              Field.optional("max_length", FieldKind.TOPIC_LIMIT), Field.optional("max_bytes", FieldKind.TOPIC_LIMIT),
              Field.optional("on_full", FieldKind.ON_FULL), Field.optional("on_poison", FieldKind.ON_POISON),
              Field.optional("dead_letter_expired", FieldKind.FLAG)),
          new CallShape("GET", "/queues/a/messages", "{}"),
          new CallShape("DELETE", "/queues/a/messages", "{}"),
          new CallShape(
              "POST", "/queues/a/redrive", "{}", Field.optional("message_ids", FieldKind.NAMES), Field.optional("message_ids", FieldKind.NAME_ELEMENTS),
              Field.optional("message_ids", FieldKind.LIST), Field.optional("reason", FieldKind.DEATH_REASON), Field.optional("limit", FieldKind.REDRIVEN)),
          new CallShape("POST", "/queues/a/pause", "{}"),
          new CallShape("POST", "/queues/a/resume", "{}", Field.optional("key", FieldKind.NAME)));

  private static final Field KEY = Field.required("key", FieldKind.NAME);
  private static final Field TTL = Field.optional("ttl", FieldKind.TTL);
  private static final Field IF_VERSION = Field.optional("if_version", FieldKind.VERSION);
  private static final Field LOAD_TOKEN = Field.optional("load_token", FieldKind.NAME);
  private static final Field NOTHING = Field.optional("nothing", FieldKind.FLAG);
  private static final Field[] KEYS = {Field.required("keys", FieldKind.KEYS), Field.optional("keys", FieldKind.KEY_NAMES), Field.optional("keys", FieldKind.NAME_ELEMENTS)};

  private static final List<CallShape> CACHE =
      List.of(
          new CallShape("POST", "/cache/write", "{\"key\":\"a\",\"value\":null}", KEY, TTL, IF_VERSION, LOAD_TOKEN, NOTHING),
          new CallShape(
              "POST", "/cache/read", "{\"key\":\"a\"}", KEY, Field.optional("consistency", FieldKind.CONSISTENCY), Field.optional("load", FieldKind.FLAG),
              Field.optional("load_time", FieldKind.LOAD_TIME), Field.optional("wait", FieldKind.CONSUME_WAIT)),
          new CallShape("POST", "/cache/delete", "{\"key\":\"a\"}", KEY, IF_VERSION, LOAD_TOKEN),
          new CallShape(
              "POST", "/cache/increment", "{\"key\":\"a\"}", KEY, Field.optional("by", FieldKind.LONG), Field.optional("initial", FieldKind.LONG), TTL),
          new CallShape("POST", "/cache/read-all", "{\"keys\":[\"a\"]}", KEYS),
          new CallShape(
              "POST", "/cache/write-all", "{\"entries\":[{\"key\":\"a\",\"value\":1}]}", Field.required("entries", FieldKind.LIST),
              Field.optional("entries", FieldKind.LIST_ELEMENTS)),
          new CallShape("POST", "/cache/delete-all", "{\"keys\":[\"a\"]}", KEYS),
          new CallShape("POST", "/cache/invalidate", "{\"prefix\":\"a\"}", Field.required("prefix", FieldKind.NAME)),
          new CallShape("POST", "/cache/flush", "{}"),
          new CallShape("GET", "/cache/lines", "{}"),
          new CallShape("GET", "/cache/lines/a", "{}"),
          new CallShape("GET", "/cache/keys", "{}"),
          new CallShape("GET", "/cache/events", "{}"));

  static final List<CallShape> ALL = all();

  /** The same calls with lists; the first object is fine, the second has the fault. */
  static final List<CallShape> LISTS =
      List.of(
          listed("/queue/publish", OF_A_MESSAGE, "\"data\":1,%s"),
          listed("/queue/ack", new Field[] {MESSAGE_ID, RECEIPT}, "%s"),
          listed("/queue/nack", new Field[] {MESSAGE_ID, RECEIPT}, "%s"),
          listed("/queue/extend", new Field[] {MESSAGE_ID, RECEIPT}, "%s"),
          lists("/queue/publish"), lists("/queue/ack"), lists("/queue/nack"), lists("/queue/extend"),
          new CallShape(
              "POST", "/cache/write-all", "{}", true, "{\"entries\":[{\"key\":\"b\",\"value\":1},{\"value\":1,%s}]}", "entries[1].",
              List.of(KEY, TTL, IF_VERSION, LOAD_TOKEN, NOTHING)));

  private CallShapes() {}

  private static List<CallShape> all() {
    List<CallShape> all = new ArrayList<>(LOCKS);
    all.addAll(QUEUES);
    all.addAll(CACHE);
    all.addAll(STATUS);
    return List.copyOf(all);
  }

  private static CallShape listed(String path, Field[] fields, String object) {
    String frame = "{\"topic\":\"a\",\"messages\":[{\"data\":1,\"message_id\":\"m\"},{" + object + "}]}";
    return new CallShape("POST", path, "{}", true, frame, "messages[1].", List.of(fields));
  }

  private static CallShape lists(String path) {
    Field[] fields = {Field.optional("messages", FieldKind.LIST), Field.optional("messages", FieldKind.LIST_ELEMENTS)};
    return new CallShape("POST", path, "{}", true, "{\"topic\":\"a\",%s}", "", List.of(fields));
  }

  private static Field[] joined(Field first, Field[] more) {
    List<Field> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(Field[]::new);
  }
}
