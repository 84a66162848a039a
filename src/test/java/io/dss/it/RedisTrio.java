package io.dss.it;

import io.dss.redis.RedisServer;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Three nodes that keep messages, and what the cache writes through, in a Redis server of their own, beside the shared {@link Trio}. A test that takes the server down brings it up again. */
record RedisTrio(RedisServer server, Trio trio) implements ExtensionContext.Store.CloseableResource {
  /** Hands the one cluster to tests as a parameter, whole. */
  static final class Given implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RedisTrio.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared(context);
    }
  }

  /** The one cluster, whole. */
  static RedisTrio shared(ExtensionContext context) {
    RedisTrio both = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).getOrComputeIfAbsent(RedisTrio.class, type -> started(), RedisTrio.class);
    both.trio().whole();
    return both;
  }

  private static RedisTrio started() {
    RedisServer server = RedisServer.start();
    try {
      return new RedisTrio(server, Trio.startedWith(new TreeMap<>(Map.of("DSS_STORE_QUEUE", "redis",
          "DSS_STORE_CACHE", "redis", "DSS_CACHE_WRITE_SAFETY", "store", "DSS_REDIS_URL", server.url()))));
    } catch (IOException e) {
      server.close();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    trio.close();
    server.close();
  }
}
