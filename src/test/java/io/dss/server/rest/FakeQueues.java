package io.dss.server.rest;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import io.dss.node.queue.Queues;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Records what it is asked and answers with what the test put in; without that, a stage that stays open. */
final class FakeQueues implements Queues {
  static final NodeId OWNER = new NodeId("q1");
  final List<String> topics = new ArrayList<>();
  final List<QueueCommand> commands = new ArrayList<>();
  final List<Optional<IdempotencyKey>> keys = new ArrayList<>();
  final List<String> lists = new ArrayList<>();
  CompletableFuture<QueueReply> reply = new CompletableFuture<>();
  List<Listed> found = List.of();

  @Override
  public CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key) {
    topics.add(topic);
    commands.add(command);
    keys.add(key);
    return reply.thenApply(it -> new Answered(it, OWNER));
  }

  @Override
  public CompletionStage<List<Listed>> list(String prefix, Optional<String> after, int limit) {
    lists.add(prefix + "/" + after.orElse("-") + "/" + limit);
    return CompletableFuture.completedFuture(found);
  }

  boolean untouched() {
    return commands.isEmpty() && lists.isEmpty();
  }

  int asked() {
    return commands.size() + lists.size();
  }

  @SuppressWarnings("unchecked")
  <C extends QueueCommand> C last() {
    return (C) commands.get(commands.size() - 1);
  }
}
