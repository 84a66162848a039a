package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.queue.TopicDescription.Rates;
import io.dss.queue.TopicDescription.Totals;
import java.util.List;

/** {@link TopicDescription}s as parts of an answer; the form that holds them has the version. */
public final class TopicDescriptionCodec {
  /** What one takes at least. */
  public static final int BYTES = 36;
  private static final int GROUP_BYTES = 7;

  private TopicDescriptionCodec() {}

  public static void write(BinaryWriter out, TopicDescription topic) {
    TopicSettingsForm.write(out.string(topic.topic()), topic.settings());
    QueueFields.write(out, topic.groups(), TopicDescriptionCodec::group);
    QueueFields.write(out.count(topic.messages()).count(topic.bytes()), topic.oldestPublishedMillis());
    Totals totals = topic.totals();
    out.count(totals.published()).count(totals.delivered()).count(totals.redelivered()).count(totals.acknowledged());
    out.count(totals.failed()).count(totals.dead()).count(totals.expired()).count(totals.dropped());
    out.count(topic.rates().publishedPerKilosecond()).count(topic.rates().deliveredPerKilosecond()).count(topic.rates().acknowledgedPerKilosecond());
  }

  /** @throws io.dss.kernel.MalformedBinary if what comes next is none */
  public static TopicDescription read(BinaryReader in) {
    String name = in.string();
    TopicSettings settings = TopicSettingsForm.settings(in);
    List<GroupCounts> groups = QueueFields.list(in, GROUP_BYTES, QueueLimits.GROUPS, () -> group(in));
    return new TopicDescription(name, settings, groups, in.count(), in.count(), QueueFields.optionalCount(in), totals(in),
        new Rates(in.count(), in.count(), in.count()));
  }

  private static void group(BinaryWriter out, GroupCounts group) {
    out.string(group.group()).count(group.ready()).count(group.inFlight()).count(group.delayed()).count(group.dead());
    out.count(group.parkedKeys()).count(group.waiting());
  }

  private static GroupCounts group(BinaryReader in) {
    return new GroupCounts(in.string(), in.count(), in.count(), in.count(), in.count(), QueueFields.number(in), QueueFields.number(in));
  }

  private static Totals totals(BinaryReader in) {
    return new Totals(in.count(), in.count(), in.count(), in.count(), in.count(), in.count(), in.count(), in.count());
  }
}
