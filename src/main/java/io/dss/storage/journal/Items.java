package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import java.util.Optional;

/** What batches hold: entries and hard states, in the order they were written. */
final class Items {
  private static final int ENTRY = 1;
  private static final int HARD_STATE = 2;

  private Items() {}

  interface Reader {
    void entry(LogEntry entry);

    void hardState(HardState state);
  }

  static void write(BinaryWriter out, LogEntry entry) {
    out.u8(ENTRY).count(entry.index()).count(entry.term()).count(entry.timeMillis()).u8(number(entry.kind())).bytes(entry.payload());
  }

  static void write(BinaryWriter out, HardState state) {
    out.u8(HARD_STATE).count(state.currentTerm()).string(state.votedFor().map(NodeId::value).orElse(""));
  }

  /** Reads all items. @throws MalformedBinary or IllegalArgumentException when they are none */
  static void read(BinaryReader in, Reader reader) {
    while (in.remaining() > 0) {
      int type = in.u8();
      switch (type) {
        case ENTRY -> reader.entry(new LogEntry(in.count(), in.count(), in.count(), kind(in.u8()), in.bytes()));
        case HARD_STATE -> reader.hardState(hardState(in.count(), in.string()));
        default -> throw new MalformedBinary("an item of type " + type);
      }
    }
  }

  private static HardState hardState(long currentTerm, String votedFor) {
    return new HardState(currentTerm, votedFor.isEmpty() ? Optional.empty() : Optional.of(new NodeId(votedFor)));
  }

  private static int number(LogEntry.Kind kind) {
    return switch (kind) {
      case NOOP -> 1;
      case COMMAND -> 2;
      case CONFIGURATION -> 3;
    };
  }

  private static LogEntry.Kind kind(int number) {
    return switch (number) {
      case 1 -> LogEntry.Kind.NOOP;
      case 2 -> LogEntry.Kind.COMMAND;
      case 3 -> LogEntry.Kind.CONFIGURATION;
      default -> throw new MalformedBinary("an entry of kind " + number);
    };
  }
}
