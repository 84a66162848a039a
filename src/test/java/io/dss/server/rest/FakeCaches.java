package io.dss.server.rest;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Records what it is asked and answers with what the test put in; without that, a stage that stays open. */
final class FakeCaches implements Caches {
  static final NodeId HOME = new NodeId("c1");
  static final NodeId NODE = new NodeId("c2");
  static final Version VERSION = new Version(1, 2, 3, 4);
  static final String VERSION_TEXT = "1-2-3-4";

  final List<Asked> asked = new ArrayList<>();
  final List<String> others = new ArrayList<>();
  final List<CompletableFuture<ChangePage>> pages = new ArrayList<>();
  Function<Asked, CompletionStage<CacheReply>> reply = it -> new CompletableFuture<>();
  LineState state = LineState.M;
  Effect.Source source = Effect.Source.LOCAL;
  boolean stale;
  List<LineShown> lines = List.of();
  LineDescribed described = new LineDescribed(LineState.I, Version.NONE, HOME, Optional.empty(), List.of(), Version.NONE);
  Keys keys = new Keys(List.of(), false);
  CompletionStage<Removed> removed = CompletableFuture.completedFuture(new Removed(0, true));

  static Entry entry(String json) {
    return new Entry(VERSION, new Content.Present(json.getBytes(StandardCharsets.UTF_8)), Entry.NEVER, List.of());
  }

  void answers(CacheReply always) {
    reply = it -> CompletableFuture.completedFuture(always);
  }

  @Override
  public CompletionStage<Answered> call(Asked call) {
    asked.add(call);
    return reply.apply(call).thenApply(it -> new Answered(it, state, source, stale, HOME, NODE));
  }

  @Override
  public List<LineShown> lines(Optional<LineState> which, int limit) {
    others.add("lines " + which.map(Enum::name).orElse("-") + " " + limit);
    return lines;
  }

  @Override
  public CompletionStage<LineDescribed> line(String key) {
    others.add("line " + key);
    return CompletableFuture.completedFuture(described);
  }

  @Override
  public CompletionStage<Integer> flush() {
    others.add("flush");
    return CompletableFuture.completedFuture(7);
  }

  @Override
  public CompletionStage<Keys> keys(String prefix, Optional<String> after, int limit) {
    others.add("keys " + prefix + "/" + after.orElse("-") + "/" + limit);
    return CompletableFuture.completedFuture(keys);
  }

  @Override
  public CompletionStage<Removed> removePrefix(String prefix) {
    others.add("remove " + prefix);
    return removed;
  }

  @Override
  public CompletionStage<ChangePage> changes(Optional<String> cursor, String prefix, int limit, long waitMillis) {
    others.add("changes " + cursor.orElse("-") + "/" + prefix + "/" + limit + "/" + waitMillis);
    CompletableFuture<ChangePage> page = new CompletableFuture<>();
    pages.add(page);
    return page;
  }

  boolean untouched() {
    return asked() == 0;
  }

  int asked() {
    return asked.size() + others.size();
  }

  String lastOther() {
    return others.get(others.size() - 1);
  }

  @SuppressWarnings("unchecked")
  <C extends CacheCommand> C last() {
    return (C) asked.get(asked.size() - 1).command();
  }
}
