package io.dss.storage.redis;

/**
 * How the store uses Redis.
 *
 * @param connections at most open to each server, 1 to 1,000; the executor of the store needs no more threads than that
 * @param connectTimeoutMillis for a connection to come about
 * @param answerTimeoutMillis for an answer, and for a free connection; a batch whose answer comes later is repeated by its owner
 * @param adopt whether a claim takes over topics of another cluster, for data whose cluster is gone for good
 * @param waitReplicas how many replicas must have a batch or a claim in memory ({@code WAIT}) before it is answered; 0 for none
 */
public record RedisSettings(RedisUrl url, int connections, int connectTimeoutMillis, int answerTimeoutMillis, boolean adopt, int waitReplicas) {
  public static final int CONNECTIONS = 16;
  public static final int MAX_CONNECTIONS = 1_000;
  public static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  public static final int ANSWER_TIMEOUT_MILLIS = 2_000;
  private static final int MAX_REPLICAS = 100;

  public RedisSettings {
    if (connections < 1 || connections > MAX_CONNECTIONS) throw new IllegalArgumentException("connections: " + connections);
    if (connectTimeoutMillis < 1 || answerTimeoutMillis < 1) throw new IllegalArgumentException("timeouts: " + connectTimeoutMillis + ", " + answerTimeoutMillis);
    if (waitReplicas < 0 || waitReplicas > MAX_REPLICAS) throw new IllegalArgumentException("replicas to wait for: " + waitReplicas);
  }

  /** The defaults. @throws IllegalArgumentException as {@link RedisUrl#parse} */
  public static RedisSettings of(String url) {
    return new RedisSettings(RedisUrl.parse(url), CONNECTIONS, CONNECT_TIMEOUT_MILLIS, ANSWER_TIMEOUT_MILLIS, false, 0);
  }

  public RedisSettings withConnections(int most) {
    return new RedisSettings(url, most, connectTimeoutMillis, answerTimeoutMillis, adopt, waitReplicas);
  }

  public RedisSettings withTimeouts(int connectMillis, int answerMillis) {
    return new RedisSettings(url, connections, connectMillis, answerMillis, adopt, waitReplicas);
  }

  public RedisSettings withAdopt(boolean on) {
    return new RedisSettings(url, connections, connectTimeoutMillis, answerTimeoutMillis, on, waitReplicas);
  }

  public RedisSettings withWaitReplicas(int replicas) {
    return new RedisSettings(url, connections, connectTimeoutMillis, answerTimeoutMillis, adopt, replicas);
  }
}
