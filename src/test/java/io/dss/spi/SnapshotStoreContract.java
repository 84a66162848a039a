package io.dss.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.SnapshotMeta;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SnapshotStore} keeps to. */
public abstract class SnapshotStoreContract {
  /** A store on the disk of this test, as after a restart. */
  protected abstract SnapshotStore reopened();

  private SnapshotStore store;

  @BeforeEach
  void open() {
    store = reopened();
  }

  public static SnapshotMeta meta(long index) {
    TreeMap<NodeId, DiskId> voters = new TreeMap<>();
    voters.put(new NodeId("a:1"), new DiskId("0123456789abcdef".repeat(2)));
    voters.put(new NodeId("b:1"), new DiskId("fedcba9876543210".repeat(2)));
    return new SnapshotMeta(index, index == 0 ? 0 : 3, index * 5, new Configuration(new ClusterId("ab".repeat(16)), voters, new TreeMap<>()));
  }

  public static byte[] body(int bytes, long seed) {
    byte[] body = new byte[bytes];
    new Random(seed).nextBytes(body);
    return body;
  }

  private void commit(long index, byte[] body) {
    try (SnapshotStore.Sink sink = store.begin(meta(index))) {
      sink.write(body, 0, body.length);
      assertEquals(body.length, sink.writtenBytes());
      sink.commit();
    }
  }

  private byte[] all() {
    try (SnapshotStore.Source source = store.open()) {
      return source.read(0, (int) source.sizeBytes());
    }
  }

  @Test
  void aNewDiskHasNone() {
    assertEquals(Optional.empty(), store.newest());
    assertThrows(StoreFailed.class, () -> store.open());
  }

  @Test
  void aCommittedSnapshotIsThereAgainWithItsMetaData() {
    for (int bytes : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
      byte[] body = body(bytes, bytes);
      commit(bytes + 1, body);
      store = reopened();
      assertEquals(Optional.of(meta(bytes + 1)), store.newest());
      try (SnapshotStore.Source source = store.open()) {
        assertEquals(meta(bytes + 1), source.meta());
        assertEquals(bytes, source.sizeBytes());
      }
      assertArrayEquals(body, all());
    }
  }

  @Test
  void theStateBeforeTheFirstEntryIsASnapshotLikeAnyOther() {
    commit(0, new byte[0]);
    store = reopened();
    assertEquals(Optional.of(meta(0)), store.newest());
    assertArrayEquals(new byte[0], all());
  }

  @Test
  void whatWasNotCommittedLeavesNothing() {
    commit(5, body(10, 1));
    try (SnapshotStore.Sink sink = store.begin(meta(9))) {
      sink.write(new byte[100_000], 0, 100_000);
    }
    assertEquals(Optional.of(meta(5)), store.newest());
    store.begin(meta(10)).write(new byte[5], 0, 5);
    store = reopened();
    assertEquals(Optional.of(meta(5)), store.newest());
    assertArrayEquals(body(10, 1), all());
  }

  @Test
  void anyPartCanBeRead() {
    byte[] body = body(200_000, 3);
    commit(1, body);
    Random random = new Random(4);
    try (SnapshotStore.Source source = store.open()) {
      for (int i = 0; i < 200; i++) {
        int offset = random.nextInt(body.length + 1);
        int max = random.nextInt(150_000);
        assertArrayEquals(Arrays.copyOfRange(body, offset, Math.min(body.length, offset + max)), source.read(offset, max));
      }
      assertThrows(Invariant.Violated.class, () -> source.read(body.length + 1, 1));
      assertThrows(Invariant.Violated.class, () -> source.read(-1, 1));
    }
  }

  @Test
  void aSnapshotThatIsReadStaysWhenANewerOneReplacesIt() {
    byte[] old = body(100_000, 5);
    commit(1, old);
    try (SnapshotStore.Source first = store.open(); SnapshotStore.Source second = store.open()) {
      commit(2, body(7, 6));
      assertArrayEquals(old, first.read(0, 100_000));
      first.close();
      assertArrayEquals(old, second.read(0, 100_000));
      assertEquals(meta(1), second.meta());
    }
    assertEquals(Optional.of(meta(2)), store.newest());
    assertArrayEquals(body(7, 6), all());
  }

  @Test
  void twoMayBeWrittenAtOnceAndTheNewestByIndexRemains() {
    SnapshotStore.Sink received = store.begin(meta(100));
    SnapshotStore.Sink own = store.begin(meta(50));
    received.write(body(10, 1), 0, 10);
    own.write(body(20, 2), 0, 20);
    received.commit();
    own.commit();
    received.close();
    own.close();
    assertEquals(Optional.of(meta(100)), store.newest());
    store = reopened();
    assertEquals(Optional.of(meta(100)), store.newest());
    assertArrayEquals(body(10, 1), all());
  }

  @Test
  void nothingIsWrittenAfterCommitOrClose() {
    SnapshotStore.Sink sink = store.begin(meta(1));
    sink.commit();
    assertThrows(Invariant.Violated.class, () -> sink.write(new byte[1], 0, 1));
    assertThrows(Invariant.Violated.class, sink::commit);
    sink.close();
    SnapshotStore.Sink closed = store.begin(meta(2));
    closed.close();
    closed.close();
    assertThrows(Invariant.Violated.class, closed::commit);
    assertEquals(Optional.of(meta(1)), store.newest());
  }
}
