package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheReply;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Changes of view: crashes and moves of the home in the middle of things. The home is the first node, the next one its backup. */
class BucketViewsTest {
  private static final String KEY = "k";

  private static void crash(BucketNetwork net, int number, int home) {
    net.crash(net.node(number));
    net.changeView(List.copyOf(net.buckets.keySet()), home);
    net.installEverywhere();
    net.drain();
  }

  private static void move(BucketNetwork net, int home) {
    net.changeView(List.copyOf(net.buckets.keySet()), home);
    net.installEverywhere();
  }

  /** Delivers the first message of this kind between two nodes, and what goes before it there. */
  private static void deliverUntil(BucketNetwork net, int from, int to, Predicate<Message.OfKey> kind) {
    BucketNetwork.Pair pair = new BucketNetwork.Pair(net.node(from), net.node(to));
    boolean found = false;
    while (!found) {
      assertTrue(net.channels.containsKey(pair) && !net.channels.get(pair).isEmpty(), () -> "no such message of " + pair);
      found = net.channels.get(pair).peek().message() instanceof Message.Keyed keyed && kind.test(keyed.about());
      net.deliver(pair);
    }
  }

  private static String value(BucketNetwork net, int node) {
    long read = net.read(node, KEY);
    net.drain();
    CacheReply reply = net.reply(read);
    return reply instanceof CacheReply.Found ? BucketNetwork.json(reply) : "";
  }

  private static BucketNetwork written(WriteSafety safety, int nodes, int writer) {
    BucketNetwork net = new BucketNetwork(safety, nodes);
    net.write(writer, KEY, "1");
    net.drain();
    return net;
  }

  @Test
  void aWriteSurvivesItsOwner() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 3);
    assertEquals(Map.of(), net.store);
    crash(net, 3, 0);
    assertEquals("1", value(net, 2));
    assertEquals(0, net.bucket(1).backupBytes());
  }

  @Test
  void aWriteSurvivesTheHomeThatMadeIt() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 1);
    crash(net, 1, 0);
    assertEquals("1", value(net, 3));
    assertEquals(0, net.bucket(2).backupBytes());
  }

  @Test
  void aWriteSurvivesItsHomeAndThenItsOwner() {
    BucketNetwork net = written(WriteSafety.BACKUP, 4, 3);
    crash(net, 1, 0);
    assertEquals(LineState.M, net.states(KEY).get(net.node(3)));
    assertTrue(net.bucket(2).backupBytes() > 0, "the report brought it");
    crash(net, 3, 0);
    assertEquals("1", value(net, 4));
  }

  @Test
  void aHomeOwnedLineIsBackedUpAtTheNewNextNodeBeforeItsOldBackupGoes() {
    BucketNetwork net = written(WriteSafety.BACKUP, 4, 1);
    assertTrue(net.bucket(2).backupBytes() > 0);
    crash(net, 2, 0);
    assertTrue(net.bucket(3).backupBytes() > 0);
    crash(net, 1, 1);
    assertEquals("1", value(net, 3));
  }

  @Test
  void anOwnerThatBecomesHomeIsBackedUpAtTheNextNode() {
    BucketNetwork net = written(WriteSafety.BACKUP, 4, 3);
    move(net, 2);
    net.drain();
    assertEquals(0, net.bucket(1).backupBytes());
    assertTrue(net.bucket(4).backupBytes() > 0);
    assertEquals(LineState.M, net.states(KEY).get(net.node(3)));
  }

  @Test
  void whatTheLastNodeHasGoesToMainMemory() {
    BucketNetwork net = written(WriteSafety.BACKUP, 2, 2);
    crash(net, 1, 0);
    assertEquals(LineState.E, net.states(KEY).get(net.node(2)));
    assertTrue(net.store.containsKey(KEY));
  }

  @Test
  void theLastNodeMayEvictALineWhileItGoesToMainMemory() {
    BucketNetwork net = written(WriteSafety.BACKUP, 2, 2);
    net.crash(net.node(1));
    net.changeView(List.of(net.node(2)), 0);
    net.installEverywhere();
    net.serve(net.asked.get(0));
    net.did(net.node(2), net.bucket(2).evict(KEY, net.now));
    assertEquals(LineState.MI, net.states(KEY).get(net.node(2)));
    net.drain();
    assertEquals(Map.of(), net.states(KEY));
    assertEquals(List.of(), net.bucket(2).directoryKeys());
    assertEquals("1", text(net.store.get(KEY)));
    assertTrue(net.used.contains(CacheTable.table().row(LineState.MI, CacheEvent.STORED).orElseThrow()));
    assertTrue(net.used.contains(HomeTable.table().row(HomeState.THROUGH_WRITE, HomeEvent.PUT_M).orElseThrow()));
  }

  @Test
  void aWriteInTheMiddleOfAChangeOfViewIsMadeSafeBeforeItIsAnswered() {
    for (WriteSafety safety : List.of(WriteSafety.BACKUP, WriteSafety.STORE)) {
      for (int writer = 1; writer <= 4; writer++) {
        BucketNetwork net = written(safety, 4, writer);
        long write = net.write(writer, KEY, "2");
        move(net, 2);
        assertFalse(net.answers.containsKey(write), "not safe yet");
        net.drain();
        assertInstanceOf(CacheReply.Written.class, net.reply(write));
        if (safety == WriteSafety.STORE) assertEquals(LineState.E, net.states(KEY).get(net.node(writer)));
        if (safety == WriteSafety.STORE) assertEquals("2", text(net.store.get(KEY)));
        long backups = net.buckets.values().stream().filter(bucket -> bucket.backupBytes() > 0).count();
        assertEquals(safety == WriteSafety.BACKUP ? 1 : 0, backups);
      }
    }
  }

  private static String text(Entry entry) {
    return BucketNetwork.json(new CacheReply.Found(entry));
  }

  @Test
  void aWriteThatIsNotAnsweredYetIsNotRefusedAfterAChangeOfView() {
    BucketNetwork net = written(WriteSafety.STORE, 3, 3);
    net.full = true;
    long write = net.write(3, KEY, "2");
    move(net, 1);
    net.drain();
    assertInstanceOf(CacheReply.Written.class, net.reply(write), "main memory may have it already, by the old home");
  }

  @Test
  void nobodyIsServedBeforeMainMemoryRefusesWhatEarlierHomesMaySend() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    move(net, 1);
    long read = net.read(2, KEY);
    while (!net.deliverable().isEmpty()) net.deliver(net.deliverable().get(0));
    assertFalse(net.bucket(2).open());
    assertEquals(List.of(new Effect.Fence(net.view.id())), net.asked.stream().map(BucketNetwork.Asked::effect).toList());
    net.drain();
    assertTrue(net.bucket(2).open());
    assertInstanceOf(CacheReply.Missing.class, net.reply(read));
  }

  @Test
  void callsThatWereUnderWayAreRunInTheNewView() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long write = net.write(3, KEY, "1");
    long read = net.read(4, KEY);
    move(net, 1);
    net.drain();
    assertInstanceOf(CacheReply.Written.class, net.reply(write));
    assertTrue(net.answers.containsKey(read));
  }

  @Test
  void aLineIsReadBeforeTheBucketIsOpenAndNotWritten() {
    BucketNetwork net = written(WriteSafety.BACKUP, 4, 3);
    move(net, 1);
    assertFalse(net.bucket(3).open());
    long read = net.read(3, KEY);
    assertEquals("1", BucketNetwork.json(net.reply(read)));
    long write = net.write(3, KEY, "2");
    assertEquals(LineState.M, net.states(KEY).get(net.node(3)));
    assertEquals(List.of(), net.bucket(3).evict(KEY, net.now));
    net.drain();
    assertTrue(net.bucket(3).open());
    assertInstanceOf(CacheReply.Written.class, net.reply(write));
  }

  @Test
  void cleanLinesCostNoAccessToMainMemory() {
    BucketNetwork net = manyClean();
    net.changeView(List.copyOf(net.buckets.keySet()), 1);
    net.installEverywhere();
    assertEquals(1, net.asked.size(), "the fence");
    net.serve(net.asked.get(0));
    while (!net.deliverable().isEmpty()) net.deliver(net.deliverable().get(0));
    assertEquals(List.of(), net.asked);
    assertEquals(2_000, net.bucket(2).directoryKeys().size());
    assertTrue(net.log.get(net.node(3)).stream().filter(BucketViewsTest::reports).count() > 1, "in parts");
  }

  private static boolean reports(Effect effect) {
    return effect instanceof Effect.Send send && send.message() instanceof Message.Reports reports && !reports.held().isEmpty();
  }

  private static BucketNetwork manyClean() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    for (int i = 0; i < 2_000; i++) {
      net.read(3, "a key that is long enough to need more than one part of the reports, number " + i);
      if (i % 100 == 0) net.drain();
    }
    net.drain();
    return net;
  }

  @Test
  void anAnswerOfMainMemoryToAnEarlierViewChangesNothing() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    ViewId old = net.view.id();
    long read = net.read(1, KEY);
    move(net, 0);
    assertEquals(List.of(), net.bucket(1).storeRead(old, KEY, Entry.NONE, net.now));
    assertEquals(List.of(), net.bucket(1).storeWritten(old, KEY, Version.NONE, net.now));
    assertEquals(List.of(), net.bucket(1).storeRefused(old, KEY, Version.NONE, net.now));
    assertEquals(List.of(), net.bucket(1).fenced(old, net.now));
    net.asked.removeIf(asked -> asked.view().equals(old));
    net.drain();
    assertInstanceOf(CacheReply.Missing.class, net.reply(read));
  }

  @Test
  void whoIsRemovedForgetsAllAndAnswersNobody() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 3);
    long write = net.write(3, KEY, "2");
    net.did(net.node(3), net.bucket(3).discard());
    assertEquals(List.of(), net.bucket(3).keys());
    assertEquals(0, net.bucket(3).backupBytes());
    net.did(net.node(1), net.bucket(1).discard());
    assertEquals(List.of(), net.bucket(1).directoryKeys());
    assertEquals(0, net.bucket(1).backupBytes());
    assertFalse(net.answers.containsKey(write));
  }

  @Test
  void aViewThatIsNotLaterOrWithoutThisNodeIsNone() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 2);
    assertThrows(IllegalArgumentException.class, () -> net.bucket(1).view(net.view, net.now));
    BucketView without = new BucketView(new ViewId(9, 9), net.node(2), Optional.empty(), List.of(net.node(2)));
    assertThrows(IllegalArgumentException.class, () -> net.bucket(1).view(without, net.now));
  }

  /** The next node gives its line to the home, whose backup it becomes thereby; the home gives it to a reader; and all that would end this is lost. */
  @Test
  void aCopyAndABackupThatAreNotNeededAnyMoreGoWithTheNextView() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 2);
    NodeId next = net.node(2);
    net.write(1, KEY, "2");
    deliverUntil(net, 1, 2, about -> about instanceof Message.Fetch);
    deliverUntil(net, 2, 1, about -> about instanceof Message.FetchAck);
    deliverUntil(net, 1, 2, about -> about instanceof Message.Backup);
    net.bucket(1).cancel(KEY, 2);
    deliverUntil(net, 2, 1, about -> about instanceof Message.BackupAck);
    assertEquals(LineState.W, net.states(KEY).get(next));
    net.read(3, KEY);
    deliverUntil(net, 3, 1, about -> about instanceof Message.GetS);
    while (!net.asked.isEmpty()) net.serve(net.asked.get(0));
    deliverUntil(net, 1, 3, about -> about instanceof Message.Data);
    assertEquals(Map.of(net.node(1), LineState.S, next, LineState.W, net.node(3), LineState.S), net.states(KEY));
    net.channels.get(new BucketNetwork.Pair(net.node(1), next)).clear();
    move(net, 0);
    net.drain();
    assertEquals(Map.of(net.node(1), LineState.S, net.node(3), LineState.S), net.states(KEY));
    assertEquals(0, net.bucket(2).backupBytes());
    assertTrue(net.used.contains(CacheTable.table().row(LineState.W, CacheEvent.RESUMED).orElseThrow()));
  }

  /** The next node takes over a line of the home, whose backup it has; it is not told to forget that before the view changes. */
  @Test
  void anOwnerIsNotItsOwnBackup() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 1);
    assertTrue(net.bucket(2).backupBytes() > 0);
    long write = net.write(2, KEY, "2");
    deliverUntil(net, 2, 1, about -> about instanceof Message.GetM);
    net.bucket(2).cancel(KEY, write);
    deliverUntil(net, 1, 2, about -> about instanceof Message.Data);
    assertEquals(LineState.M, net.states(KEY).get(net.node(2)));
    net.channels.clear();
    move(net, 0);
    net.drain();
    assertEquals(Map.of(net.node(2), LineState.M), net.states(KEY));
    assertEquals(0, net.bucket(2).backupBytes());
    assertTrue(net.bucket(1).backupBytes() > 0);
    assertTrue(net.used.contains(CacheTable.table().row(LineState.M, CacheEvent.RESUMED).orElseThrow()));
  }

  @Test
  void aCopyOfABucketBehavesTheSameAndIsAnother() {
    BucketNetwork net = written(WriteSafety.BACKUP, 3, 3);
    net.write(3, KEY, "2");
    net.read(2, KEY);
    Bucket copy = net.bucket(3).copy();
    assertEquals(net.bucket(3).describe(), copy.describe());
    String before = copy.describe();
    net.drain();
    assertEquals(before, copy.describe());
    assertFalse(before.equals(net.bucket(3).describe()));
  }
}
