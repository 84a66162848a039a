package io.dss.coherence;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * What all parts of a bucket share: who this is, the view, and the effects of the step that runs. What the node says to itself is no effect: it is heard as
 * soon as the part that said it is done, in order.
 */
final class Site {
  final NodeId self;
  final WriteSafety safety;
  private final Consumer<Row<?, ?, ?>> watcher;
  private Optional<BucketView> view = Optional.empty();
  private List<Effect> effects = new ArrayList<>();
  private final Queue<Message> toSelf = new ArrayDeque<>();

  /** @param watcher is told of each row of the tables that is used */
  Site(NodeId self, WriteSafety safety, Consumer<Row<?, ?, ?>> watcher) {
    this.self = self;
    this.safety = safety;
    this.watcher = watcher;
  }

  /** Between two steps, when nothing is on its way. */
  Site copy() {
    Site copy = new Site(self, safety, watcher);
    copy.view = view;
    return copy;
  }

  void view(BucketView next) {
    view = Optional.of(next);
  }

  Optional<BucketView> current() {
    return view;
  }

  BucketView view() {
    return view.orElseThrow();
  }

  NodeId home() {
    return view().home();
  }

  boolean atHome() {
    return view.filter(in -> in.home().equals(self)).isPresent();
  }

  /** Who keeps the backup of what {@code owner} has written. Empty: nobody can, or need. */
  Optional<NodeId> keeper(NodeId owner) {
    if (safety != WriteSafety.BACKUP) return Optional.empty();
    return owner.equals(home()) ? view().next() : Optional.of(home());
  }

  /** A write of {@code owner} is safe only in main memory. */
  boolean through(NodeId owner) {
    return safety != WriteSafety.LOCAL && keeper(owner).isEmpty();
  }

  void send(NodeId to, Message message) {
    if (to.equals(self)) {
      toSelf.add(message);
    } else {
      effects.add(new Effect.Send(to, message));
    }
  }

  void send(NodeId to, String key, Message.OfKey about) {
    send(to, new Message.Keyed(key, about));
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  <R extends Row<?, ?, ?>> R used(R row) {
    watcher.accept(row);
    return row;
  }

  /** It was said, and cannot be. */
  void unlisted(NodeId from, Object state, Object event, String key) {
    effects.add(new Effect.Unlisted(from, state + " / " + event + " of " + key));
  }

  Optional<Message> heard() {
    return Optional.ofNullable(toSelf.poll());
  }

  List<Effect> take() {
    List<Effect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }
}
