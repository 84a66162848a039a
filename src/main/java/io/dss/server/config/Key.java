package io.dss.server.config;

import static io.dss.server.config.ValueType.DURATION;
import static io.dss.server.config.ValueType.INTEGER;
import static io.dss.server.config.ValueType.PEERS;
import static io.dss.server.config.ValueType.PERCENT;
import static io.dss.server.config.ValueType.SIZE;
import static io.dss.server.config.ValueType.TEXT;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every key there is. Ranges include both ends and are in the unit of the type. */
public enum Key {
  NODE_ID("NODE_ID", TEXT, null, "Which node of the lists this one is. Without it: the entry whose host and port are this node's own."),
  RAFT_PEERS("RAFT_PEERS", PEERS, null, "The lock nodes, which are the voters when the cluster is first formed."),
  QUEUE_NODES("QUEUE_NODES", PEERS, null, "The queue nodes."),
  CACHE_PEERS("CACHE_PEERS", PEERS, null, "The cache nodes."),

  DATA_DIR("dss.data.dir", TEXT, "data", "The directory of journal, snapshots and the node's identity. One node each."),

  HTTP_PORT("dss.http.port", INTEGER, 1, 65_535, null, "The port this node answers on, as the launcher set it. Only needed where NODE_ID is not given."),
  HTTP_MAX_BODY("dss.http.max-body", SIZE, 1_024, 67_108_864, "1048576", "The largest body of a request; more is refused with 413."),
  HTTP_REQUEST_TIMEOUT(
      "dss.http.request-timeout", DURATION, 100, 600_000, "4000", "The deadline of a call that another node must carry out, beyond its own wait."),

  CLUSTER_SECRET("dss.cluster.secret", TEXT, null, "What the nodes prove to each other; required with peers, at least 16 characters."),
  CLUSTER_SECRET_FILE("dss.cluster.secret-file", TEXT, null, "A file that holds the secret, instead of it; line ends around it are dropped."),
  CLUSTER_HEARTBEAT("dss.cluster.heartbeat", DURATION, 10, 60_000, "500", "How often a node shows the leader that it lives."),
  CLUSTER_LEASE("dss.cluster.lease", DURATION, 100, 600_000, "2500", "How long a node may act after a heartbeat it sent and got answered."),
  CLUSTER_REMOVAL_TIME("dss.cluster.removal-time", DURATION, 100, 600_000, "3000", "How long a node is silent before it leaves the view."),
  CLUSTER_MARGIN("dss.cluster.margin", PERCENT, 1, 100, "10", "How much faster any node's clock may count than any other's."),

  RAFT_HEARTBEAT("dss.raft.heartbeat", DURATION, 10, 10_000, "100", "How often a leader shows its followers that it lives."),
  RAFT_ELECTION_TIMEOUT_MIN("dss.raft.election-timeout-min", DURATION, 50, 60_000, "1000", "The shortest silence after which a node stands for election."),
  RAFT_ELECTION_TIMEOUT_MAX("dss.raft.election-timeout-max", DURATION, 51, 120_000, "2000", "The longest."),
  RAFT_MAX_BATCH_BYTES("dss.raft.max-batch-bytes", SIZE, 4_096, 16_777_216, "1048576", "The most of entries in one message to a follower."),
  RAFT_MAX_INFLIGHT("dss.raft.max-inflight", INTEGER, 1, 10_000, "64", "How many messages to one follower may be unanswered."),
  RAFT_MAX_UNCOMMITTED_BYTES(
      "dss.raft.max-uncommitted-bytes", SIZE, 65_536, 1_073_741_824, "67108864", "The most of entries that wait for a majority; more is refused."),
  RAFT_SNAPSHOT_LOG_BYTES(
      "dss.raft.snapshot-log-bytes", SIZE, 65_536, 68_719_476_736L, "16777216", "How far the log grows before a snapshot is taken."),
  RAFT_SNAPSHOT_ENTRIES("dss.raft.snapshot-entries", INTEGER, 100, 1_000_000_000, "100000", "The same, counted in entries; what comes first counts."),
  RAFT_KEEP_TAIL_ENTRIES(
      "dss.raft.keep-tail-entries", INTEGER, 0, 10_000_000, "10000", "What is kept of the log before a snapshot, for followers that are a little behind."),

  JOURNAL_SEGMENT_BYTES("dss.journal.segment-bytes", SIZE, 1_048_576, 1_073_741_824, "67108864", "The size of one file of the journal."),

  RING_VIRTUAL_NODES("dss.ring.virtual-nodes", INTEGER, 1, 16_384, "512", "How many points each node has on a ring; the same on all nodes."),

  LOCKS_MAX_WAITING_CALLS("dss.locks.max-waiting-calls", INTEGER, 1, 1_000_000, "10000", "How many calls that wait for a lock a node parks."),
  LOCKS_MAX_INFLIGHT("dss.locks.max-inflight", INTEGER, 1, 1_000_000, "10000", "How many changes of locks a node has under way."),

  STORE_QUEUE("dss.store.queue", List.of("raft", "redis"), "raft", "Where topics are kept: with the locks in the replicated log, or in Redis."),

  QUEUE_MAX_WAITING_CALLS(
      "dss.queue.max-waiting-calls", INTEGER, 1, 1_000_000, "10000", "How many consumes that wait for a message a node parks."),
  QUEUE_MAX_INFLIGHT("dss.queue.max-inflight", INTEGER, 1, 1_000_000, "10000", "How many other calls to topics a node has under way."),
  QUEUE_MAX_MESSAGE_BYTES(
      "dss.queue.max-message-bytes", SIZE, 1_024, 2_097_152, "1048576", "The most of headers and data of one message; more is refused with 413."),
  QUEUE_MAX_TOPICS("dss.queue.max-topics", INTEGER, 1, 1_000_000, "10000", "How many topics a node owns at most; the next one is refused."),
  QUEUE_BODY_CACHE_BYTES(
      "dss.queue.body-cache-bytes", SIZE, 0, 68_719_476_736L, "33554432", "The most of message bodies that an owner keeps in memory, over all its topics."),
  QUEUE_TABLE_BYTES(
      "dss.queue.table-bytes", SIZE, 1_048_576, 68_719_476_736L, "67108864",
      "The most of messages in the raft store, over all topics; more is refused as store_full. Every lock node holds it in its heap."),

  STORE_CACHE("dss.store.cache", List.of("raft", "redis"), "raft", "Where main memory of the cache is: with the locks in the replicated log, or in Redis."),

  CACHE_WRITE_SAFETY(
      "dss.cache.write-safety", List.of("backup", "store", "local"), "backup",
      "Where a write is before it is answered: on two nodes, in main memory, or on one node alone, whose crash loses it."),
  CACHE_MAX_ENTRIES("dss.cache.max-entries", INTEGER, 1, 100_000_000, "100000", "How many lines a node keeps; the one unused for longest goes."),
  CACHE_MAX_BYTES(
      "dss.cache.max-bytes", SIZE, 65_536, 68_719_476_736L, "67108864", "The most of keys and values in the lines of a node; the line unused for longest goes."),
  CACHE_MAX_DIRTY_BYTES(
      "dss.cache.max-dirty-bytes", SIZE, 4_096, 34_359_738_368L, "16777216",
      "The most of lines of a node that main memory does not have yet; writers wait for it, and are refused after their deadline."),
  CACHE_MAX_VALUE_BYTES("dss.cache.max-value-bytes", SIZE, 1_024, 1_048_576, "1048576", "The most of one value as JSON; more is refused with 413."),
  CACHE_MAX_WAITING_CALLS("dss.cache.max-waiting-calls", INTEGER, 1, 1_000_000, "10000", "How many reads that wait for another's load a node parks."),
  CACHE_MAX_INFLIGHT("dss.cache.max-inflight", INTEGER, 1, 1_000_000, "10000", "How many other calls to the cache a node has under way."),
  CACHE_MAX_CHANGES("dss.cache.max-changes", INTEGER, 100, 10_000_000, "10000", "How many of its latest changes a node keeps for listeners."),
  CACHE_INVALIDATION_LOG(
      "dss.cache.invalidation-log", List.of("fine", "info"), "fine", "At which level a node logs that a line was invalidated. The launcher's nodes have info."),
  CACHE_TABLE_BYTES(
      "dss.cache.table-bytes", SIZE, 1_048_576, 68_719_476_736L, "67108864",
      "The most of the raft store of the cache; more is refused as store_full. Every lock node holds it in its heap."),

  REDIS_URL("dss.redis.url", TEXT, "redis://127.0.0.1:6379", "The Redis server or servers of the redis stores. Its password is never logged."),
  REDIS_ADOPT("dss.redis.adopt", List.of("false", "true"), "false", "Whether topics in Redis that another cluster wrote are taken over."),
  REDIS_WAIT_REPLICAS("dss.redis.wait-replicas", INTEGER, 0, 100, "0", "How many replicas of Redis must have a batch before it counts as durable."),
  REDIS_TIMEOUT("dss.redis.timeout", DURATION, 100, 60_000, "2000", "How long Redis may take to connect or to answer."),
  REDIS_CONNECTIONS("dss.redis.connections", INTEGER, 1, 1_000, "16", "How many connections to Redis a node has.");

  private final String property;
  private final ValueType type;
  private final long min;
  private final long max;
  private final List<String> words;
  private final String defaultText;
  private final String meaning;

  Key(String property, ValueType type, String defaultText, String meaning) {
    this(property, type, 0, 0, List.of(), defaultText, meaning);
  }

  Key(String property, ValueType type, long min, long max, String defaultText, String meaning) {
    this(property, type, min, max, List.of(), defaultText, meaning);
  }

  Key(String property, List<String> words, String defaultText, String meaning) {
    this(property, ValueType.CHOICE, 0, 0, words, defaultText, meaning);
  }

  Key(String property, ValueType type, long min, long max, List<String> words, String defaultText, String meaning) {
    this.property = property;
    this.type = type;
    this.min = min;
    this.max = max;
    this.words = words;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /** As MicroProfile Config knows it. */
  public String property() {
    return property;
  }

  /** The environment variable that sets it (MicroProfile Config, "Environment Variables Mapping Rules"). */
  public String environment() {
    return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  public ValueType type() {
    return type;
  }

  /** Empty for what is neither a number nor one of a few words. */
  public Optional<String> range() {
    if (!words.isEmpty()) return Optional.of(String.join(" or ", words));
    return type.isNumber() ? Optional.of(min + " to " + max) : Optional.empty();
  }

  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  public String meaning() {
    return meaning;
  }

  List<String> words() {
    return words;
  }

  boolean allows(long value) {
    return value >= min && value <= max;
  }
}
