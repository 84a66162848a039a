package io.dss.queue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One of every kind of command and reply, with everything that may be missing there in one and missing in another. */
public final class QueueValues {
  private static final byte[] BODY = {0, 1, (byte) 0xff};
  private static final Backoff BACKOFF = new Backoff(100, 1.5, 60_000, 20);
  private static final Death DEATH = new Death(Death.REJECTED, "kaputt, größer als erlaubt", "orders", "default", 2, 1_700_000_000_000L);
  private static final List<ItemRef> ITEMS = List.of(new ItemRef("m1", Optional.of("r1")), new ItemRef("m2", Optional.empty()));
  private static final TopicSettings SETTINGS = new TopicSettings(30_000, 20, BACKOFF, "orders.dead", 5, 6, TopicSettings.OnFull.DROP_OLDEST,
      TopicSettings.OnPoison.PARK_KEY, true, true);
  public static final TopicDescription TOPIC = new TopicDescription("orders", SETTINGS,
      List.of(new TopicDescription.GroupCounts("default", 1, 2, 3, 4, 5, 6), new TopicDescription.GroupCounts("g", 0, 0, 0, 0, 0, 0)), 7, 8, OptionalLong.of(9),
      new TopicDescription.Totals(1, 2, 3, 4, 5, 6, 7, 8), new TopicDescription.Rates(9, 10, 11));

  public static final List<QueueCommand> COMMANDS = List.of(
      new QueueCommand.Publish(List.of(new NewMessage("m1", Optional.of("k"), 9, 5, Optional.of(0L), BODY),
          new NewMessage("m2", Optional.empty(), 0, 0, Optional.empty(), new byte[0]))),
      new QueueCommand.Consume(false, "g", Optional.of("c"), 10, 20_000, OptionalLong.of(30_000)),
      new QueueCommand.Consume(true, "g", Optional.empty(), 1, 0, OptionalLong.empty()),
      new QueueCommand.Ack(true, "g", ITEMS), new QueueCommand.Ack(false, "g", List.of()),
      new QueueCommand.Nack(false, "g", ITEMS, OptionalLong.of(5), Optional.of("because"), true),
      new QueueCommand.Nack(true, "g", ITEMS, OptionalLong.empty(), Optional.empty(), false),
      new QueueCommand.Extend(false, "g", ITEMS, OptionalLong.of(1)), new QueueCommand.Extend(true, "g", ITEMS, OptionalLong.empty()),
      new QueueCommand.Configure(new SettingsChange(Optional.of(1L), Optional.of(2), Optional.of(BACKOFF), Optional.of("d"), Optional.of(3L), Optional.of(4L),
          Optional.of(TopicSettings.OnFull.REJECT), Optional.of(TopicSettings.OnPoison.BLOCK), Optional.of(true))),
      new QueueCommand.Configure(new SettingsChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
          Optional.empty(), Optional.empty(), Optional.empty())),
      new QueueCommand.Purge(true, 1L << 40, 17), new QueueCommand.Redrive(List.of("m1", "m2"), Optional.of(Death.EXPIRED), Long.MAX_VALUE, 5, 6),
      new QueueCommand.Redrive(List.of(), Optional.empty(), 1, 0, 0), new QueueCommand.Pause(), new QueueCommand.Resume(Optional.of("k")),
      new QueueCommand.Resume(Optional.empty()), new QueueCommand.Describe(),
      new QueueCommand.Browse(true, Optional.of("g"), Optional.of(MessageState.DEAD), 100, 7),
      new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 1, 0), new QueueCommand.Forwarded(12, "g"));

  public static final List<QueueReply> REPLIES = List.of(
      new QueueReply.Published(List.of("m1", "m2"), List.of(true, false)),
      new QueueReply.Delivered(List.of(
          new DeliveredMessage(3, "m1", Optional.of("k"), 9, 2, 1, "r", 1_700_000_000_000L, 1_700_000_030_000L, Optional.of(DEATH), BODY),
          new DeliveredMessage(4, "m2", Optional.empty(), 0, 1, 0, "r2", 1, 2, Optional.empty(), new byte[0]))),
      new QueueReply.Delivered(List.of()),
      new QueueReply.Settled(List.of(new QueueReply.ItemResult.Done(Optional.of(5L)), new QueueReply.ItemResult.Done(Optional.empty()),
          new QueueReply.ItemResult.NotFound(), new QueueReply.ItemResult.Stale(3))),
      new QueueReply.Stepped(1, 2, true), new QueueReply.Configured(SETTINGS), new QueueReply.Configured(TopicSettings.defaults("t")),
      new QueueReply.Paused(true), new QueueReply.Paused(false), new QueueReply.Described(TOPIC),
      new QueueReply.Described(new TopicDescription("t", TopicSettings.defaults("t"), List.of(), 0, 0, OptionalLong.empty(), TopicDescription.Totals.NONE)),
      new QueueReply.Browsed(List.of(
          new BrowsedMessage(3, "m1", "g", MessageState.DEAD, Optional.of("k"), 9, 2, 1, 4, Optional.of(5L), Optional.of(6L), Optional.of(DEATH), BODY),
          new BrowsedMessage(4, "m2", "g", MessageState.READY, Optional.empty(), 0, 0, 0, 4, Optional.empty(), Optional.empty(), Optional.empty(),
              new byte[0])), Optional.of(4L)),
      new QueueReply.Browsed(List.of(), Optional.empty()), new QueueReply.NoSuchTopic(), new QueueReply.TopicFull("max_length", 10),
      new QueueReply.LimitReached("groups", 64), new QueueReply.KeyReused(), new QueueReply.Noted());

  private QueueValues() {}

  public static TopicDescription topic(String name) {
    return new TopicDescription(name, SETTINGS, List.of(), 0, 0, OptionalLong.empty(), TopicDescription.Totals.NONE);
  }
}
