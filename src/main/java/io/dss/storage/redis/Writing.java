package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.exceptions.JedisDataException;

/** Claims and batches. Blocks. */
final class Writing {
  /** A topic that was claimed and never used is forgotten after so long, lest names that were only asked for stay for ever. */
  static final long UNUSED_CLAIM_MILLIS = TimeUnit.DAYS.toMillis(7);

  private final RedisSettings settings;
  private final Route route;

  Writing(RedisSettings settings, Route route) {
    this.settings = settings;
    this.route = route;
  }

  Claimed claim(String topic, Fence fence) throws Unreachable, Refused {
    Keys keys = Keys.of(topic);
    List<byte[]> arguments = Link.texts(fence.cluster().value(), Long.toString(fence.generation()), Long.toString(fence.ringEpoch()), Long.toString(fence.claim()),
        settings.adopt() ? "1" : "0", Long.toString(UNUSED_CLAIM_MILLIS));
    List<Object> answer = route.at(keys.meta(), link -> {
      List<Object> claimed = link.run(Script.CLAIM, List.of(keys.meta()), arguments);
      if (Link.word(claimed).equals("granted")) link.awaitReplicas(settings);
      return claimed;
    });
    if (Link.word(answer).equals("fenced")) return new Claimed.Fenced(present(topic, fence, answer));
    long number = number(answer.get(1));
    // Servers of a cluster go back in time one by one: the list of topics may have lost what the topic has not.
    if (number > 0) list(topic);
    return new Claimed.Granted(number);
  }

  Appended append(String topic, Fence fence, long number, List<Effect> effects) throws Unreachable, Refused {
    Keys keys = Keys.of(topic);
    Batch batch = new Batch(effects);
    List<byte[]> arguments = Link.texts(fence.cluster().value(), form(fence), Long.toString(number - 1), Long.toString(number), batch.keeps() ? "1" : "0");
    arguments.addAll(batch.arguments());
    // Before the topic, so that none is there that is not in the list.
    if (number == 1) list(topic);
    return route.at(keys.meta(), link -> {
      try {
        List<Object> answer = link.run(Script.APPEND, List.of(keys.meta(), keys.envelopes(), keys.bodies(), keys.notes()), arguments);
        Appended appended = appended(topic, fence, number, answer);
        if (appended instanceof Appended.Applied || appended instanceof Appended.Already) link.awaitReplicas(settings);
        return appended;
      } catch (JedisDataException e) {
        if (!Failures.full(e)) throw e;
        return new Appended.Full(link.memoryLimit(), false);
      }
    });
  }

  private Appended appended(String topic, Fence fence, long number, List<Object> answer) throws Refused {
    switch (Link.word(answer)) {
      case "applied":
        return new Appended.Applied();
      case "number":
        long last = number(answer.get(1));
        return last >= number ? new Appended.Already() : new Appended.Behind(last);
      default:
        Fence present = present(topic, fence, answer);
        last = number(answer.get(3));
        // Our claim was the later one: it is forgotten, and so may be what followed it.
        return fence.isAfter(present) && last < number ? new Appended.Behind(last) : new Appended.Fenced(present);
    }
  }

  private void list(String topic) throws Unreachable, Refused {
    route.at(Keys.TOPICS, link -> link.run(Script.LIST, List.of(Keys.TOPICS), Link.texts(topic)));
  }

  /** The fence that is there. */
  private static Fence present(String topic, Fence asked, List<Object> answer) throws Refused {
    ClusterId cluster = cluster(answer.get(1));
    if (!cluster.equals(asked.cluster())) {
      throw new Refused("topic '" + topic + "' in Redis is of cluster " + cluster + ", this is cluster " + asked.cluster()
          + ": give this cluster a Redis or a database of its own, or, if " + cluster + " is gone for good, let this one take its topics over with dss.redis.adopt=true");
    }
    return fence(cluster, Link.text(answer.get(2)));
  }

  static String form(Fence fence) {
    return fence.generation() + "." + fence.ringEpoch() + "." + fence.claim();
  }

  static Fence fence(ClusterId cluster, String form) throws Refused {
    String[] parts = form.split("\\.", -1);
    if (parts.length != 3) throw Failures.foreign("a fence is '" + form + "'");
    return new Fence(cluster, number(parts[0]), number(parts[1]), number(parts[2]));
  }

  static ClusterId cluster(Object bytes) throws Refused {
    try {
      return new ClusterId(Link.text(bytes));
    } catch (IllegalArgumentException none) {
      throw Failures.foreign("a cluster is '" + Link.text(bytes) + "'");
    }
  }

  private static long number(Object bytes) throws Refused {
    return number(Link.text(bytes));
  }

  static long number(String text) throws Refused {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      throw Failures.foreign("a number is '" + text + "'");
    }
  }
}
