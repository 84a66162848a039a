package io.dss.node.queue;

import io.dss.queue.TopicState;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks into an owner for an audit. By reflection, as nothing in production needs such a door; whoever renames what is named here finds out at once. */
public final class OwnerStates {
  private static final Field OWNERS = field(QueueNode.class, "owners");
  private static final Field TOPICS = field(QueueOwners.class, "topics");
  private static final Field SERVING = field(OwnedTopic.class, "serving");

  private OwnerStates() {}

  /** The topics that are served, as they are in memory. On the loop, or while it stands still. */
  public static List<TopicState> served(QueueNode node) {
    List<TopicState> states = new ArrayList<>();
    for (Object topic : ((Map<?, ?>) value(TOPICS, value(OWNERS, node))).values()) {
      ((Optional<?>) value(SERVING, topic)).ifPresent(serving -> states.add(((Serving) serving).state()));
    }
    return states;
  }

  private static Field field(Class<?> of, String name) {
    try {
      Field field = of.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException renamed) {
      throw new AssertionError(renamed);
    }
  }

  private static Object value(Field field, Object of) {
    try {
      return field.get(of);
    } catch (IllegalAccessException cannotBe) {
      throw new AssertionError(cannotBe);
    }
  }
}
