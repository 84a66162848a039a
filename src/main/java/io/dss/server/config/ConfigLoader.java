package io.dss.server.config;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;

/** Reads and checks the whole configuration, once, at the start. */
public final class ConfigLoader {
  private final Config config;
  private final Predicate<String> isOwnHost;
  private final Mistakes mistakes = new Mistakes();
  private final Values values;

  private ConfigLoader(Config config, Predicate<String> isOwnHost) {
    this.config = config;
    this.isOwnHost = isOwnHost;
    this.values = new Values(config, mistakes);
  }

  /**
   * @param isOwnHost whether a host of the lists is this machine; only asked where NODE_ID is not given
   * @throws ConfigMistaken with every mistake there is
   */
  public static DssConfig load(Config config, Predicate<String> isOwnHost) {
    return new ConfigLoader(config, isOwnHost).load();
  }

  private DssConfig load() {
    UnknownKeys.check(config.getPropertyNames(), mistakes);
    Optional<Topology> topology = topology();
    DssConfig.Cluster cluster = cluster();
    DssConfig.Raft raft = raft();
    CrossChecks.check(cluster, raft, values, mistakes);
    Optional<Secret> secret = secret(topology.map(Topology::hasPeers).orElse(false));
    Path dataDir = dataDir();
    DssConfig.Http http = new DssConfig.Http(values.integer(Key.HTTP_MAX_BODY), values.number(Key.HTTP_REQUEST_TIMEOUT));
    DssConfig.Ring ring = new DssConfig.Ring(values.integer(Key.RING_VIRTUAL_NODES));
    DssConfig.Locks locks = new DssConfig.Locks(values.integer(Key.LOCKS_MAX_WAITING_CALLS), values.integer(Key.LOCKS_MAX_INFLIGHT));
    DssConfig.Queues queues = queues();
    DssConfig.Caches caches = caches();
    CrossChecks.check(caches, values, mistakes);
    DssConfig.Redis redis = redis();
    if (mistakes.count() > 0) throw new ConfigMistaken(mistakes.lines());
    return new DssConfig(topology.orElseThrow(), dataDir, secret, http, cluster, raft, ring, locks, queues, caches, redis);
  }

  private Optional<Topology> topology() {
    Map<Role, String> lists = new EnumMap<>(Role.class);
    for (Role role : Role.values()) values.text(role.list()).ifPresent(text -> lists.put(role, text));
    int before = mistakes.count();
    Optional<NodeId> nodeId = values.text(Key.NODE_ID).flatMap(this::nodeId);
    OptionalInt ownPort = values.text(Key.HTTP_PORT).isPresent() ? OptionalInt.of(values.integer(Key.HTTP_PORT)) : OptionalInt.empty();
    boolean wrong = mistakes.count() > before;
    Optional<Topology> topology = new TopologyReader(mistakes, isOwnHost).read(lists, nodeId, ownPort);
    return wrong ? Optional.empty() : topology;
  }

  private Optional<NodeId> nodeId(String text) {
    try {
      return Optional.of(new NodeId(text));
    } catch (IllegalArgumentException e) {
      mistakes.add(Key.NODE_ID, "is wrong: " + e.getMessage());
      return Optional.empty();
    }
  }

  private DssConfig.Cluster cluster() {
    return new DssConfig.Cluster(
        values.number(Key.CLUSTER_HEARTBEAT),
        values.number(Key.CLUSTER_LEASE),
        values.number(Key.CLUSTER_REMOVAL_TIME),
        values.integer(Key.CLUSTER_MARGIN));
  }

  private DssConfig.Raft raft() {
    return new DssConfig.Raft(
        values.number(Key.RAFT_HEARTBEAT),
        values.number(Key.RAFT_ELECTION_TIMEOUT_MIN),
        values.number(Key.RAFT_ELECTION_TIMEOUT_MAX),
        values.integer(Key.RAFT_MAX_BATCH_BYTES),
        values.integer(Key.RAFT_MAX_INFLIGHT),
        values.number(Key.RAFT_MAX_UNCOMMITTED_BYTES),
        values.number(Key.RAFT_SNAPSHOT_LOG_BYTES),
        values.number(Key.RAFT_SNAPSHOT_ENTRIES),
        values.number(Key.RAFT_KEEP_TAIL_ENTRIES),
        values.integer(Key.JOURNAL_SEGMENT_BYTES));
  }

  private DssConfig.Queues queues() {
    return new DssConfig.Queues(
        StoreKind.valueOf(values.word(Key.STORE_QUEUE).toUpperCase(Locale.ROOT)),
        values.integer(Key.QUEUE_MAX_WAITING_CALLS),
        values.integer(Key.QUEUE_MAX_INFLIGHT),
        values.integer(Key.QUEUE_MAX_MESSAGE_BYTES),
        values.integer(Key.QUEUE_MAX_TOPICS),
        values.number(Key.QUEUE_BODY_CACHE_BYTES),
        values.number(Key.QUEUE_TABLE_BYTES));
  }

  private DssConfig.Caches caches() {
    return new DssConfig.Caches(
        StoreKind.valueOf(values.word(Key.STORE_CACHE).toUpperCase(Locale.ROOT)),
        WriteSafety.valueOf(values.word(Key.CACHE_WRITE_SAFETY).toUpperCase(Locale.ROOT)),
        values.integer(Key.CACHE_MAX_ENTRIES),
        values.number(Key.CACHE_MAX_BYTES),
        values.number(Key.CACHE_MAX_DIRTY_BYTES),
        values.integer(Key.CACHE_MAX_VALUE_BYTES),
        values.integer(Key.CACHE_MAX_WAITING_CALLS),
        values.integer(Key.CACHE_MAX_INFLIGHT),
        values.integer(Key.CACHE_MAX_CHANGES),
        DssConfig.InvalidationLog.valueOf(values.word(Key.CACHE_INVALIDATION_LOG).toUpperCase(Locale.ROOT)),
        values.number(Key.CACHE_TABLE_BYTES));
  }

  private DssConfig.Redis redis() {
    RedisUrl url = new RedisUrl(values.text(Key.REDIS_URL).orElseThrow());
    url.fault().ifPresent(what -> mistakes.add(Key.REDIS_URL, what));
    return new DssConfig.Redis(
        url,
        values.flag(Key.REDIS_ADOPT),
        values.integer(Key.REDIS_WAIT_REPLICAS),
        values.integer(Key.REDIS_TIMEOUT),
        values.integer(Key.REDIS_CONNECTIONS));
  }

  private Optional<Secret> secret(boolean required) {
    Optional<String> direct = values.text(Key.CLUSTER_SECRET);
    Optional<String> file = values.text(Key.CLUSTER_SECRET_FILE);
    if (direct.isPresent() && file.isPresent()) {
      mistakes.add(Key.CLUSTER_SECRET_FILE, "is given, and so is " + Key.CLUSTER_SECRET.property() + "; one of them is allowed");
      return Optional.empty();
    }
    if (direct.isEmpty() && file.isEmpty() && required) {
      mistakes.add(Key.CLUSTER_SECRET, "is missing: nodes with peers prove to each other that they know it");
    }
    Key key = file.isPresent() ? Key.CLUSTER_SECRET_FILE : Key.CLUSTER_SECRET;
    return direct.or(() -> file.flatMap(this::content)).flatMap(text -> longEnough(key, text));
  }

  private Optional<Secret> longEnough(Key key, String text) {
    if (text.length() >= Secret.MIN_CHARACTERS) return Optional.of(new Secret(text));
    mistakes.add(key, "has " + text.length() + " characters, at least " + Secret.MIN_CHARACTERS + " are allowed");
    return Optional.empty();
  }

  private Optional<String> content(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file)).strip());
    } catch (IOException | InvalidPathException e) {
      mistakes.add(Key.CLUSTER_SECRET_FILE, "is " + file + ", which cannot be read: " + e);
      return Optional.empty();
    }
  }

  private Path dataDir() {
    String text = values.text(Key.DATA_DIR).orElseThrow();
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      mistakes.add(Key.DATA_DIR, "is no path: " + e.getMessage());
      return Path.of("");
    }
  }
}
