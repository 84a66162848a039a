package io.dss.it;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at a topic from within a condition that is waited for: where a node has no answer yet, the condition does not hold. */
final class TopicWatch {
  private TopicWatch() {}

  static boolean answers(Topic topic, int node) {
    return description(topic, node).isPresent();
  }

  static boolean counts(Topic topic, int node, Predicate<Topic.Counts> wanted) {
    return description(topic, node).map(Topic.Counts::of).filter(wanted).isPresent();
  }

  /** How many consumers wait for a message, over all groups, as the owner counts them. */
  static int waiting(Topic topic, int node) {
    return description(topic, node).map(description -> description.getJsonArray("groups").getValuesAs(JsonObject.class).stream()
        .mapToInt(group -> group.getInt("waiting")).sum()).orElse(0);
  }

  /** Whether {@code node} knows the node called {@code owner} as the topic's owner. */
  static boolean isOwner(Topic topic, int node, String owner) {
    try {
      return topic.owner(node).equals(owner);
    } catch (IOException | AssertionError notNow) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<JsonObject> description(Topic topic, int node) {
    try {
      return Optional.of(topic.get(node, "")).filter(reply -> reply.status() == 200).map(Reply::json);
    } catch (IOException notNow) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
