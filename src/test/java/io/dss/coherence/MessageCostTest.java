package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each access costs in messages between nodes. The home is the first node, the next one its backup; accesses are of the third and later ones. */
class MessageCostTest {
  private static final String KEY = "k";

  private static BucketNetwork net(WriteSafety safety, int nodes) {
    BucketNetwork net = new BucketNetwork(safety, nodes);
    assertEquals(net.node(1), net.view.home());
    return net;
  }

  private static long writing(BucketNetwork net, int node) {
    return net.cost(() -> net.write(node, KEY, "1"));
  }

  private static long reading(BucketNetwork net, int node) {
    return net.cost(() -> net.read(node, KEY));
  }

  private static LineState state(BucketNetwork net, int node) {
    return net.bucket(node).line(KEY).map(Bucket.Line::state).orElse(LineState.I);
  }

  @Test
  void aReadHitCostsNothing() {
    for (LineState state : List.of(LineState.S, LineState.E, LineState.M)) {
      BucketNetwork net = net(WriteSafety.BACKUP, 4);
      if (state == LineState.M) {
        writing(net, 3);
      } else {
        reading(net, 3);
      }
      if (state == LineState.S) reading(net, 4);
      assertEquals(state, state(net, 3));
      assertEquals(0, reading(net, 3), "in " + state);
    }
  }

  @Test
  void aReadMissOfAnIdleLineCostsTwo() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    assertEquals(2, reading(net, 3));
    assertEquals(LineState.E, state(net, 3));
  }

  @Test
  void aReadMissOfASharedLineCostsTwo() {
    BucketNetwork net = net(WriteSafety.BACKUP, 5);
    reading(net, 3);
    reading(net, 4);
    assertEquals(2, reading(net, 5));
    assertEquals(LineState.S, state(net, 5));
  }

  @Test
  void aReadMissAtTheHomeCostsNothing() {
    assertEquals(0, reading(net(WriteSafety.BACKUP, 4), 1));
  }

  @Test
  void aReadMissWithACleanLineElsewhereCostsFour() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    reading(net, 3);
    assertEquals(4, reading(net, 4));
  }

  @Test
  void aReadMissWithAModifiedLineElsewhereCostsFiveAndAWriteOfMainMemory() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    writing(net, 3);
    assertEquals(5, reading(net, 4));
    assertEquals(LineState.S, state(net, 3));
    assertEquals(LineState.S, state(net, 4));
    assertTrue(net.store.containsKey(KEY));
  }

  @Test
  void aWriteHitCostsItsBackup() {
    for (WriteSafety safety : List.of(WriteSafety.BACKUP, WriteSafety.STORE)) {
      BucketNetwork net = net(safety, 4);
      reading(net, 3);
      assertEquals(LineState.E, state(net, 3));
      assertEquals(2, writing(net, 3), "in E");
      assertEquals(safety == WriteSafety.BACKUP ? LineState.M : LineState.E, state(net, 3));
      assertEquals(2, writing(net, 3), "in M, or E again");
    }
  }

  @Test
  void aWriteHitAtTheHomeCostsItsBackupAtTheNextNode() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    reading(net, 1);
    assertEquals(2, writing(net, 1));
    assertEquals(2, writing(net, 1));
    BucketNetwork store = net(WriteSafety.STORE, 4);
    reading(store, 1);
    assertEquals(0, writing(store, 1));
  }

  @Test
  void aWriteHitWithoutBackupCostsNothing() {
    BucketNetwork net = net(WriteSafety.LOCAL, 4);
    reading(net, 3);
    assertEquals(0, writing(net, 3), "in E");
    assertEquals(LineState.M, state(net, 3));
    assertEquals(0, writing(net, 3), "in M");
  }

  @Test
  void writesThatWaitTogetherCostOneBackup() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    assertEquals(2 + 2, net.cost(() -> {
      for (int i = 0; i < 100; i++) net.write(3, KEY, "" + i);
    }), "all that waited for the line");
    assertEquals(2 + 2, net.cost(() -> {
      for (int i = 0; i < 100; i++) net.write(3, KEY, "" + i);
    }), "the first, and all the others");
  }

  @Test
  void anUpgradeWithNSharersCostsTwoAndTwoForEachAndItsBackup() {
    for (int others = 1; others <= 6; others++) {
      BucketNetwork net = net(WriteSafety.LOCAL, 3 + others);
      for (int i = 0; i <= others; i++) reading(net, 3 + i);
      assertEquals(2 + 2 * others, writing(net, 3), others + " sharers");
      BucketNetwork safe = net(WriteSafety.BACKUP, 3 + others);
      for (int i = 0; i <= others; i++) reading(safe, 3 + i);
      assertEquals(2 + 2 * others + 2, writing(safe, 3), others + " sharers");
      assertEquals(Map.of(safe.node(3), LineState.M), safe.states(KEY));
    }
  }

  @Test
  void anUpgradeDoesNotMoveTheValue() {
    BucketNetwork net = net(WriteSafety.LOCAL, 4);
    reading(net, 3);
    reading(net, 4);
    net.write(3, KEY, "1");
    net.drain();
    List<Message.Data> granted = net.log.get(net.node(1)).stream().map(BucketNetwork::data).flatMap(java.util.Optional::stream).toList();
    assertTrue(granted.get(granted.size() - 1).entry().isEmpty());
  }

  @Test
  void aWriteMissOfAnIdleLineCostsTwoAndItsBackup() {
    assertEquals(2 + 2, writing(net(WriteSafety.BACKUP, 4), 3));
    assertEquals(2, writing(net(WriteSafety.LOCAL, 4), 3));
  }

  @Test
  void aWriteMissWithAModifiedLineElsewhereCostsSixAndItsBackup() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    writing(net, 3);
    assertEquals(6 + 2, writing(net, 4));
    assertEquals(Map.of(net.node(4), LineState.M), net.states(KEY));
  }

  @Test
  void anEvictionOfAModifiedLineCostsTwoAndAWriteOfMainMemory() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    writing(net, 3);
    assertEquals(2, evicting(net, 3));
    assertTrue(net.store.containsKey(KEY));
    assertEquals(List.of(), net.bucket(1).directoryKeys());
    assertEquals(0, net.bucket(1).backupBytes());
  }

  @Test
  void anEvictionOfACleanLineCostsOne() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    reading(net, 3);
    assertEquals(1, evicting(net, 3));
    assertEquals(List.of(), net.bucket(1).directoryKeys());
  }

  @Test
  void aFlushCostsTwo() {
    BucketNetwork net = net(WriteSafety.BACKUP, 4);
    writing(net, 3);
    NodeId node = net.node(3);
    assertEquals(2, net.cost(() -> net.did(node, net.buckets.get(node).flush(KEY, net.now))));
    assertEquals(LineState.E, state(net, 3));
  }

  private static long evicting(BucketNetwork net, int number) {
    NodeId node = net.node(number);
    long cost = net.cost(() -> net.did(node, net.buckets.get(node).evict(KEY, net.now)));
    assertEquals(LineState.I, state(net, number));
    return cost;
  }
}
