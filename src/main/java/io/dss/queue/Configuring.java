package io.dss.queue;

import io.dss.queue.QueueReply.Configured;
import io.dss.queue.QueueReply.Paused;
import java.util.Optional;

/** The settings, and what follows from their change for messages that are there. */
final class Configuring {
  private Configuring() {}

  static QueueReply apply(Topic topic, Step step, SettingsChange change) {
    String before = topic.settings.deadLetter();
    topic.settings(changed(topic.settings, change), step);
    topic.trimming = topic.settings.onFull() == TopicSettings.OnFull.DROP_OLDEST;
    if (!topic.settings.deadLetter().equals(before)) topic.forwarding.begin(topic);
    return new Configured(topic.settings);
  }

  private static TopicSettings changed(TopicSettings now, SettingsChange change) {
    return new TopicSettings(change.visibilityMillis().orElse(now.visibilityMillis()), change.maxAttempts().orElse(now.maxAttempts()),
        change.backoff().orElse(now.backoff()), change.deadLetter().orElse(now.deadLetter()), change.maxLength().orElse(now.maxLength()),
        change.maxBytes().orElse(now.maxBytes()), change.onFull().orElse(now.onFull()), change.onPoison().orElse(now.onPoison()),
        change.deadLetterExpired().orElse(now.deadLetterExpired()), now.paused());
  }

  static QueueReply pause(Topic topic, Step step) {
    return paused(topic, step, true);
  }

  /** The topic goes on, or a parked key does, in every group. */
  static QueueReply resume(Topic topic, Step step, Optional<String> key) {
    if (key.isEmpty()) return paused(topic, step, false);
    for (Group group : topic.groups.all()) {
      KeyOrder order = group.keys.find(key.get());
      if (order != null && order.parked()) Dying.unpark(step, order);
    }
    return new Paused(topic.settings.paused());
  }

  private static QueueReply paused(Topic topic, Step step, boolean paused) {
    TopicSettings now = topic.settings;
    topic.settings(new TopicSettings(now.visibilityMillis(), now.maxAttempts(), now.backoff(), now.deadLetter(), now.maxLength(), now.maxBytes(),
        now.onFull(), now.onPoison(), now.deadLetterExpired(), paused), step);
    return new Paused(paused);
  }
}
