package io.dss.raft;

import static io.dss.raft.Bench.B;
import static io.dss.raft.Bench.C;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshotReply;
import io.dss.raft.Ready.SnapshotChunk;
import io.dss.raft.Ready.SnapshotRead;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** §7 of the paper, §5 of the thesis. */
class SnapshotTest {
  private static final SnapshotMeta META = new SnapshotMeta(20, 3, 200, Bench.configuration(3));

  /** Leads term 2 with entries 1..9 applied, a snapshot at 9 and a tail of two. */
  private static Bench compacted() {
    Bench bench = Bench.leader(3, 2, 1, 1, 1, 1, 1, 1, 1, 1);
    bench.acceptAll();
    SnapshotMeta meta = bench.raft.snapshotMetaAt(9);
    assertEquals(7, bench.raft.snapshotTaken(meta, bench.now));
    bench.sent();
    return bench;
  }

  private static List<SnapshotRead> reads(Bench bench) {
    return bench.readies.stream().flatMap(ready -> ready.snapshotReads().stream()).toList();
  }

  private static List<SnapshotChunk> chunks(Bench bench) {
    return bench.readies.stream().flatMap(ready -> ready.snapshotChunks().stream()).toList();
  }

  private static void chunk(Bench bench, long offset, int bytes, boolean done) {
    bench.step(B, new InstallSnapshot(3, META, offset, new byte[bytes], done));
  }

  private static void stored(Bench bench, long nextOffset) {
    bench.raft.snapshotChunkStored(META, nextOffset, bench.now);
    bench.drain();
  }

  @Test
  void compactionKeepsATail() {
    Bench bench = compacted();
    assertEquals(8, bench.raft.status().firstIndex());
    assertEquals(9, bench.raft.status().snapshotIndex());
    assertEquals(List.of(), reads(bench));
  }

  @Test
  void aFollowerThatNeedsDiscardedEntriesIsSentTheSnapshotInPieces_7() {
    Bench bench = behind();
    SnapshotMeta meta = bench.raft.snapshotMetaAt(9);
    assertEquals(List.of(new SnapshotRead(C, meta, 0, 10)), reads(bench));
    bench.raft.snapshotChunk(C, meta, 0, new byte[10], false, bench.now);
    bench.drain();
    assertEquals(0, bench.sentTo(C, InstallSnapshot.class).get(0).offset());
    bench.step(C, new InstallSnapshotReply(2, 9, 2, 10));
    assertEquals(new SnapshotRead(C, meta, 10, 10), reads(bench).get(1));
    bench.step(C, new AppendAccepted(2, 9));
    assertEquals(RaftStatus.Sending.REPLICATE, bench.raft.status().followers().get(1).sending());
  }

  /** As compacted, but C has nothing. */
  private static Bench behind() {
    Bench bench = Bench.leader(3, 2, 1, 1, 1, 1, 1, 1, 1, 1);
    bench.step(B, new AppendAccepted(2, 9));
    bench.raft.snapshotTaken(bench.raft.snapshotMetaAt(9), bench.now);
    bench.sent();
    bench.step(C, new AppendRejected(2, 8, 0, 0));
    assertEquals(RaftStatus.Sending.SNAPSHOT, bench.raft.status().followers().get(1).sending());
    return bench;
  }

  @Test
  void aPieceThatIsLostIsReadAgainAndAPieceOfAnotherSnapshotIsNotSent() {
    Bench bench = behind();
    SnapshotMeta meta = bench.raft.snapshotMetaAt(9);
    for (int i = 0; i < 11; i++) {
      bench.step(B, new RaftMessage.HeartbeatReply(2, 0));
      bench.pass(100);
    }
    assertEquals(2, reads(bench).size());
    bench.sent();
    bench.raft.snapshotChunk(C, META, 0, new byte[10], false, bench.now);
    bench.raft.snapshotChunk(C, meta, 10, new byte[10], false, bench.now);
    bench.raft.snapshotChunk(B, meta, 0, new byte[10], false, bench.now);
    bench.drain();
    assertEquals(List.of(), bench.sent(InstallSnapshot.class));
  }

  @Test
  void aSnapshotThatIsGoneIsReplacedByTheNewest() {
    Bench bench = behind();
    SnapshotMeta old = bench.raft.snapshotMetaAt(9);
    bench.propose(1);
    bench.step(B, new AppendAccepted(2, 10));
    SnapshotMeta newer = bench.raft.snapshotMetaAt(10);
    bench.raft.snapshotTaken(newer, bench.now);
    bench.raft.snapshotUnreadable(C, old, bench.now);
    bench.drain();
    assertEquals(new SnapshotRead(C, newer, 0, 10), reads(bench).get(1));
  }

  @Test
  void piecesAreStoredOneByOneAndAnsweredWhenStored_7() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    chunk(bench, 0, 10, false);
    chunk(bench, 0, 10, false);
    assertEquals(1, chunks(bench).size());
    assertEquals(List.of(), bench.sent(InstallSnapshotReply.class));
    stored(bench, 10);
    assertEquals(List.of(new InstallSnapshotReply(3, 20, 3, 10)), bench.sent(InstallSnapshotReply.class));
  }

  @Test
  void theTransferIsResumedWhereItWas() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    chunk(bench, 0, 10, false);
    stored(bench, 10);
    bench.sent();
    chunk(bench, 0, 10, false);
    chunk(bench, 20, 10, false);
    List<InstallSnapshotReply> replies = bench.sent(InstallSnapshotReply.class);
    assertEquals(List.of(10L, 10L), replies.stream().map(InstallSnapshotReply::nextOffset).toList());
    assertEquals(1, chunks(bench).size());
  }

  @Test
  void aPieceThatCouldNotBeStoredBeginsTheSnapshotAnew() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    chunk(bench, 0, 10, false);
    bench.raft.snapshotChunkFailed(META, bench.now);
    chunk(bench, 10, 10, false);
    assertEquals(List.of(0L), bench.sent(InstallSnapshotReply.class).stream().map(InstallSnapshotReply::nextOffset).toList());
  }

  @Test
  void anotherSendersBytesAreNotMixedIn() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    chunk(bench, 0, 10, false);
    stored(bench, 10);
    bench.sent();
    bench.step(C, new InstallSnapshot(4, META, 10, new byte[5], true));
    assertEquals(List.of(0L), bench.sent(InstallSnapshotReply.class).stream().map(InstallSnapshotReply::nextOffset).toList());
  }

  @Test
  void theWholeSnapshotReplacesLogAndTables_7() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    bench.tablesStall = true;
    chunk(bench, 0, 10, true);
    stored(bench, 10);
    Ready ready = bench.readies.get(bench.readies.size() - 1);
    assertEquals(Optional.of(META), ready.restore());
    assertEquals(Optional.of(META), ready.restartLogAfter());
    assertEquals(List.of(new AppendAccepted(3, 20)), bench.sent(AppendAccepted.class));
    bench.append(3, 20, 3, 21, 3);
    assertEquals(List.of(), bench.appliedIndexes());
    bench.raft.applied(20, bench.now);
    bench.drain();
    assertEquals(List.of(21L), bench.appliedIndexes());
  }

  @Test
  void aSnapshotOfWhatTheLogHasLeavesLogAndTablesAlone_7() {
    Bench bench = Bench.follower(3, 3, 1, 1, 3, 3);
    SnapshotMeta inside = new SnapshotMeta(3, 3, 30, Bench.configuration(3));
    bench.step(B, new InstallSnapshot(3, inside, 0, new byte[10], true));
    assertEquals(List.of(), chunks(bench));
    assertEquals(4, bench.raft.status().lastIndex());
    assertEquals(3, bench.raft.status().commitIndex());
    assertEquals(List.of(new AppendAccepted(3, 3)), bench.sent(AppendAccepted.class));
  }

  @Test
  void anOwnSnapshotThatAReceivedOneHasOvertakenIsIgnored() {
    Bench bench = Bench.follower(3, 3, 1, 1);
    bench.append(3, 2, 1, 2);
    SnapshotMeta own = bench.raft.snapshotMetaAt(2);
    chunk(bench, 0, 10, true);
    stored(bench, 10);
    assertEquals(20, bench.raft.snapshotTaken(own, bench.now));
    assertEquals(20, bench.raft.status().snapshotIndex());
  }

  @Test
  void aStaleLeaderIsToldTheTerm() {
    Bench bench = Bench.follower(3, 5, 1, 1);
    chunk(bench, 0, 10, false);
    assertEquals(List.of(5L), bench.sent(InstallSnapshotReply.class).stream().map(RaftMessage::term).toList());
    assertTrue(chunks(bench).isEmpty());
  }

  @Test
  void theMetaOfASnapshotCarriesTermTimeAndConfiguration() {
    SnapshotMeta meta = compacted().raft.snapshotMetaAt(9);
    assertEquals(new SnapshotMeta(9, 2, 80, Bench.configuration(3)), meta);
  }

  @Test
  void aFollowerWithinTheTailIsServedFromTheLog() {
    Bench bench = Bench.leader(3, 2, 1, 1, 1, 1, 1, 1, 1, 1);
    bench.step(B, new AppendAccepted(2, 9));
    bench.raft.snapshotTaken(bench.raft.snapshotMetaAt(9), bench.now);
    bench.sent();
    bench.step(C, new AppendRejected(2, 8, 7, 1));
    AppendEntries served = bench.sentTo(C, AppendEntries.class).get(0);
    assertEquals(7, served.prevLogIndex());
    assertEquals(2, served.entries().size());
  }
}
