package io.dss.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.MalformedBinary;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import io.dss.raft.sim.SimEntropy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftMessageCodecTest {
  private static final Configuration CONFIGURATION = Bench.configuration(3);
  private static final List<RaftMessage> ALL = List.of(
      new RaftMessage.PreVoteRequest(7, 300, 6),
      new RaftMessage.PreVoteReply(7, 6, true),
      new RaftMessage.RequestVote(7, 300, 6, true),
      new RaftMessage.RequestVoteReply(7, false),
      new RaftMessage.Heartbeat(7, 300, 12),
      new RaftMessage.HeartbeatReply(7, 12),
      new AppendEntries(7, 2, 1, List.of(), 2),
      new AppendEntries(
          7, 2, 1,
          List.of(
              new LogEntry(3, 5, 1_000_000, LogEntry.Kind.NOOP, new byte[0]),
              new LogEntry(4, 7, 1_000_001, LogEntry.Kind.COMMAND, new byte[] {1, 2, 3}),
              new LogEntry(5, 7, 1_000_001, LogEntry.Kind.CONFIGURATION, CONFIGURATION.encoded())),
          2),
      new RaftMessage.AppendAccepted(7, 300),
      new RaftMessage.AppendRejected(7, 300, 200, 5),
      new InstallSnapshot(7, new SnapshotMeta(300, 6, 99, CONFIGURATION), 1L << 40, new byte[] {9, 8}, true),
      new RaftMessage.InstallSnapshotReply(7, 300, 6, 1L << 40),
      new RaftMessage.TimeoutNow(7));

  @Test
  void everyKindComesBackAsItWent() {
    assertEquals(RaftMessage.class.getPermittedSubclasses().length, ALL.stream().map(Object::getClass).distinct().count());
    for (RaftMessage message : ALL) {
      byte[] bytes = RaftMessageCodec.encode(message);
      RaftMessage read = RaftMessageCodec.decode(bytes);
      assertEquals(message.getClass(), read.getClass());
      assertArrayEquals(bytes, RaftMessageCodec.encode(read), message.toString());
      // Records that hold byte arrays are equal only to themselves; their texts and their bytes are compared instead.
      if (!(message instanceof AppendEntries) && !(message instanceof InstallSnapshot)) assertEquals(message, read);
    }
  }

  @Test
  void entriesKeepEverything() {
    AppendEntries sent = (AppendEntries) ALL.get(7);
    AppendEntries read = (AppendEntries) RaftMessageCodec.decode(RaftMessageCodec.encode(sent));
    assertEquals(sent.entries().toString(), read.entries().toString());
    for (int i = 0; i < 3; i++) assertArrayEquals(sent.entries().get(i).payload(), read.entries().get(i).payload());
  }

  @Test
  void theBytesOfAFrameAreWhatTheyHaveAlwaysBeen() {
    assertArrayEquals(new byte[] {1, 0, 3, 7, (byte) 0xac, 2, 6, 1}, RaftMessageCodec.encode(ALL.get(2)));
    assertArrayEquals(new byte[] {1, 0, 7, 2, 4, 1, 3, 1, 1, 2, 9, 1, 5}, RaftMessageCodec.encode(
        new AppendEntries(2, 4, 1, List.of(new LogEntry(5, 2, 9, LogEntry.Kind.COMMAND, new byte[] {5})), 3)));
  }

  @Test
  void randomBytesAreMalformedOrAMessageAndNothingElse() {
    SimEntropy entropy = new SimEntropy(11);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[entropy.below(60)];
      for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) entropy.nextLong();
      if (bytes.length > 2 && entropy.chance(900)) {
        bytes[0] = 1;
        bytes[1] = 0;
        bytes[2] = (byte) entropy.below(14);
      }
      decodes(bytes);
    }
  }

  @Test
  void damagedMessagesAreMalformedOrAMessageAndNothingElse() {
    SimEntropy entropy = new SimEntropy(12);
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = RaftMessageCodec.encode(ALL.get(entropy.below(ALL.size())));
      for (int flips = 1 + entropy.below(4); flips > 0; flips--) bytes[entropy.below(bytes.length)] = (byte) entropy.nextLong();
      decodes(entropy.chance(300) ? Arrays.copyOf(bytes, entropy.below(bytes.length + 4)) : bytes);
    }
  }

  /** Whatever the bytes are, the only exception is {@link MalformedBinary}: any other fails the test by coming through. */
  private static boolean decodes(byte[] bytes) {
    try {
      RaftMessage message = RaftMessageCodec.decode(bytes);
      return RaftMessageCodec.encode(message).length > 0;
    } catch (MalformedBinary e) {
      return false;
    }
  }

  @Test
  void cutOffOrContinuedFramesAreMalformed() {
    for (RaftMessage message : ALL) {
      byte[] bytes = RaftMessageCodec.encode(message);
      assertTrue(decodes(bytes));
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(MalformedBinary.class, () -> RaftMessageCodec.decode(cut), message + " cut to " + length);
      }
      assertThrows(MalformedBinary.class, () -> RaftMessageCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    }
  }

  @Test
  void anotherVersionOrGroupIsRefused() {
    assertThrows(MalformedBinary.class, () -> RaftMessageCodec.decode(new byte[] {2, 0, 12, 7}));
    assertThrows(MalformedBinary.class, () -> RaftMessageCodec.decode(new byte[] {1, 1, 12, 7}));
    assertThrows(MalformedBinary.class, () -> RaftMessageCodec.decode(new byte[] {1, 0, 99, 7}));
  }
}
