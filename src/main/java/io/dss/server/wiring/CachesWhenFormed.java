package io.dss.server.wiring;

import io.dss.coherence.LineState;
import io.dss.node.cache.Caches;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The cache from the first moment on: before the cluster is formed it refuses with what is missing, and has no lines. */
final class CachesWhenFormed implements Caches {
  private final WhenFormed<Caches> service;

  /** @param missing says why there is no cluster yet */
  CachesWhenFormed(Supplier<String> missing) {
    service = new WhenFormed<>(missing);
  }

  void formed(Caches caches) {
    service.formed(caches);
  }

  @Override
  public CompletionStage<Answered> call(Asked asked) {
    return service.asked(caches -> caches.call(asked));
  }

  @Override
  public List<LineShown> lines(Optional<LineState> state, int limit) {
    return service.formed().map(caches -> caches.lines(state, limit)).orElse(List.of());
  }

  @Override
  public CompletionStage<LineDescribed> line(String key) {
    return service.asked(caches -> caches.line(key));
  }

  @Override
  public CompletionStage<Integer> flush() {
    return service.asked(Caches::flush);
  }

  @Override
  public CompletionStage<Keys> keys(String prefix, Optional<String> after, int limit) {
    return service.asked(caches -> caches.keys(prefix, after, limit));
  }

  @Override
  public CompletionStage<Removed> removePrefix(String prefix) {
    return service.asked(caches -> caches.removePrefix(prefix));
  }

  @Override
  public CompletionStage<ChangePage> changes(Optional<String> cursor, String prefix, int limit, long waitMillis) {
    return service.asked(caches -> caches.changes(cursor, prefix, limit, waitMillis));
  }
}
