package io.dss.queue.sim;

import io.dss.delivery.DeliveryVerdict;
import io.dss.delivery.Seen;
import io.dss.delivery.Why;
import io.dss.queue.Backoff;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.ItemRef;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Described;
import io.dss.queue.SettingsChange;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One seed: nodes, topics, faults of nodes, links and store; a time of faults; then everything is healed, drained and judged. */
final class QueueScenario {
  private static final long SETTLED_MICROS = 10_000_000;
  private static final long RAGE_MICROS = 6_000_000;
  private static final long CALLS_ENDED_MICROS = 12_000_000;
  private static final long STRAGGLERS_MICROS = 3_500_000;
  private static final long DRAINED_MICROS = 60_000_000;

  /** What a run was good for. */
  record Outcome(long trace, long events, long answered, int views, long taken, long batches, long fenced, long already, long behind, long zombies,
      long restored, long forgotten, DeliveryVerdict verdict) {}

  private final SimEntropy draw;
  private final FaultMenu menu;
  private final StoreMenu storeMenu;
  private final QueueWorld world;
  private final int nodes;
  private final Set<String> done = new TreeSet<>();

  private QueueScenario(long seed) {
    draw = new SimEntropy(SimEntropy.mix(seed + 4_242)).fork("queues");
    menu = FaultMenu.draw(draw);
    storeMenu = StoreMenu.draw(draw);
    nodes = pick(2, 3, 3, 4);
    world = new QueueWorld(draw.nextLong(), nodes, pick(1, 2, 3), FaultMenu.CALM, StoreMenu.CALM);
  }

  static Outcome run(long seed) {
    return new QueueScenario(seed).run();
  }

  private int pick(int... choices) {
    return choices[draw.below(choices.length)];
  }

  private Outcome run() {
    world.begin();
    require(world.within(SETTLED_MICROS, () -> world.views().hasAll(nodes)), "liveness: a ring of all");
    for (String topic : world.topics()) found(topic);
    require(world.within(SETTLED_MICROS, () -> done.size() == world.topics().size()), "liveness: topics are founded");
    world.menus(menu, storeMenu);
    world.clients(pick(3, 6), pick(40_000, 60_000, 400_000));
    QueueBlows blows = new QueueBlows(world, draw.fork("blows"), menu);
    blows.begin();
    world.run(RAGE_MICROS);
    blows.end();
    if (draw.chance(200)) world.hosts().forEach(QueueHost::crash);
    world.calm();
    recover();
    return outcome();
  }

  /** Its settings, and a second group before the first message. */
  private void found(String topic) {
    Optional<Backoff> backoff = draw.chance(500) ? Optional.empty() : Optional.of(new Backoff(50, 2, 400, 20));
    SettingsChange change = new SettingsChange(Optional.empty(), Optional.of(pick(3, 20)), backoff, Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty());
    ask(topic, new QueueCommand.Configure(change), configured -> ask(topic, consume(QueueClient.AUDIT, false), begun -> {
      world.checker().saw(new Seen.GroupBegun(topic, QueueClient.AUDIT, world.queue().nowMicros()));
      done.add(topic);
    }));
  }

  private static Consume consume(String group, boolean dead) {
    return new Consume(dead, group, Optional.empty(), 20, 0, OptionalLong.of(30_000));
  }

  /** Through any node, again and again until there is an answer. */
  private void ask(String topic, QueueCommand command, Consumer<QueueReply> told) {
    QueueProcess process = world.anyUp(draw).orElseThrow();
    process.run(() -> process.queues().call(topic, command, Optional.empty()).whenComplete((answered, failure) -> {
      if (failure == null) told(process, told, answered.reply());
      else world.queue().after(50_000, () -> ask(topic, command, told));
    }));
  }

  /** What is thrown here would be swallowed by the stage that it depends on. */
  private void told(QueueProcess process, Consumer<QueueReply> told, QueueReply reply) {
    try {
      told.accept(reply);
    } catch (RuntimeException | AssertionError failed) {
      world.broken(process.node(), failed);
    }
  }

  private void recover() {
    require(world.within(SETTLED_MICROS, () -> world.views().hasAll(nodes) && acting()), "liveness: everybody may act");
    require(world.within(CALLS_ENDED_MICROS, () -> !world.anyCalling()), "liveness: every call ends");
    world.end();
    world.run(STRAGGLERS_MICROS);
    done.clear();
    for (String topic : world.topics()) {
      drain(topic, QueueClient.DEFAULT);
      drain(topic, QueueClient.AUDIT);
    }
    require(world.within(DRAINED_MICROS, () -> done.size() == 2 * world.topics().size()), "liveness: every topic can be emptied");
    done.clear();
    for (String topic : world.topics()) drainDead(topic);
    require(world.within(DRAINED_MICROS, () -> done.size() == world.topics().size()), "liveness: dead-letter lanes can be emptied");
  }

  private boolean acting() {
    return world.hosts().stream().allMatch(host -> host.isUp() && host.process().placement().acting().isPresent());
  }

  private void drain(String topic, String group) {
    long called = world.queue().nowMicros();
    ask(topic, consume(group, false), reply -> {
      List<DeliveredMessage> messages = ((Delivered) reply).messages();
      List<Seen.Handed> handed = new ArrayList<>();
      messages.forEach(one -> handed.add(new Seen.Handed(one.messageId(), QueueClient.body(one.body()), one.attempts(), QueueClient.surelyMicros(30_000))));
      world.checker().saw(new Seen.Consumed(topic, group, called, world.queue().nowMicros(), handed));
      if (messages.isEmpty()) whenEmpty(topic, group);
      else acknowledge(topic, group, messages);
    });
  }

  private void acknowledge(String topic, String group, List<DeliveredMessage> messages) {
    long called = world.queue().nowMicros();
    ask(topic, new Ack(false, group, items(messages)), reply -> {
      List<QueueReply.ItemResult> results = ((QueueReply.Settled) reply).items();
      for (int i = 0; i < results.size(); i++) {
        boolean ok = results.get(i) instanceof QueueReply.ItemResult.Done;
        require(ok, "what was just handed out can be acknowledged: " + messages.get(i) + ": " + results.get(i));
        world.checker().saw(new Seen.Settled(topic, group, messages.get(i).messageId(), Seen.Verb.ACK, messages.get(i).attempts(), Seen.Result.DONE, 0, called,
            world.queue().nowMicros()));
      }
      drain(topic, group);
    });
  }

  private static List<ItemRef> items(List<DeliveredMessage> messages) {
    return messages.stream().map(one -> new ItemRef(one.messageId(), Optional.of(one.receipt()))).toList();
  }

  private void whenEmpty(String topic, String group) {
    describe(topic, described -> {
      boolean rests = described.stream().filter(of -> of.group().equals(group)).anyMatch(QueueScenario::waits);
      if (rests) world.queue().after(100_000, () -> drain(topic, group));
      else done.add(topic + " " + group);
    });
  }

  /** Its groups; none of a topic that the store forgot altogether. */
  private void describe(String topic, Consumer<List<GroupCounts>> told) {
    ask(topic, new QueueCommand.Describe(), reply -> told.accept(reply instanceof Described described ? described.topic().groups() : List.of()));
  }

  private static boolean waits(GroupCounts group) {
    return group.ready() + group.inFlight() + group.delayed() > 0;
  }

  private void drainDead(String topic) {
    ask(topic, consume(QueueClient.DEFAULT, true), reply -> {
      List<DeliveredMessage> messages = ((Delivered) reply).messages();
      messages.forEach(one -> world.checker().saw(new Seen.Dead(topic, one.death().orElseThrow().group(), one.messageId(), QueueClient.body(one.body()))));
      if (!messages.isEmpty()) ask(topic, new Ack(true, QueueClient.DEFAULT, items(messages)), acked -> drainDead(topic));
      else describe(topic, described -> {
        // What a client took and never acknowledged comes again after its minute.
        if (described.stream().anyMatch(group -> group.dead() > 0)) world.queue().after(500_000, () -> drainDead(topic));
        else done.add(topic);
      });
    });
  }

  private void require(boolean holds, String what) {
    if (!holds) throw new AssertionError(what + " at " + world.queue().nowMicros() + " us, with " + menu + " and " + storeMenu + ", done: " + done);
  }

  private Outcome outcome() {
    DeliveryVerdict verdict = world.checker().finish();
    if (!verdict.isClean()) throw new AssertionError(verdict + "\n" + menu + "\n" + storeMenu);
    // The next owner knows the deadline. On real processes the checker lets a fault explain this.
    require(verdict.duplicates(Why.FAULT) == 0, "no change of owner ends a delivery before its time: " + verdict);
    SimStore store = world.store();
    Owners owners = world.owners();
    return new Outcome(world.trace(), world.queue().run(), world.answered(), world.views().changes(), owners.taken(), store.batches(), store.fenced(),
        store.already(), store.behind(), store.zombies(), owners.restored(), owners.forgotten(), verdict);
  }
}
