package io.dss.node.queue;

import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.queue.TopicState;
import java.util.function.Consumer;

/** Makes a state of what a claim finds in the store. Confined to the queue loop. */
final class TopicReader implements Taking.Reader {
  /** Who is told. */
  interface Then {
    void read(Fence fence, long number, TopicState state);
  }

  private final Desk desk;
  private final String topic;
  private final Then then;
  private TopicState.Loading loading;
  private TopicState state;

  TopicReader(Desk desk, String topic, Then then) {
    this.desk = desk;
    this.topic = topic;
    this.then = then;
  }

  /** Begins anew with every claim. */
  @Override
  public Consumer<Stored> claimed(Fence fence, long number) {
    loading = TopicState.loading(topic, Serving.name(fence));
    return loading;
  }

  @Override
  public void complete() {
    state = loading.finish(desk.now());
  }

  @Override
  public void read(Fence fence, long number) {
    then.read(fence, number, state);
  }
}
