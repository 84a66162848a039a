package io.dss.cache.table;

import io.dss.cache.EntryCodec;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link TableCommand}s as bytes in the log. */
public final class TableCommandCodec {
  private static final int VERSION = 1;
  private static final int FENCE = 1;
  private static final int WRITE = 2;
  private static final int LEAST_ITEM_BYTES = 8;
  private static final int EXPECTED_BYTES = 96;

  private TableCommandCodec() {}

  public static byte[] encoded(TableCommand command) {
    if (!(command instanceof TableCommand.Write write)) {
      return BucketEpochCodec.write(new BinaryWriter(EXPECTED_BYTES).u8(VERSION).u8(FENCE).u8(command.bucket()), command.epoch()).toBytes();
    }
    int bytes = write.items().stream().mapToInt(item -> EXPECTED_BYTES + item.key().length() + item.entry().bytes()).sum();
    BinaryWriter out = new BinaryWriter(EXPECTED_BYTES + bytes).u8(VERSION).u8(WRITE).u8(write.bucket());
    items(BucketEpochCodec.write(out, write.epoch()).count(write.limits().maxBytes()), write.items());
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command, or one that {@link #broken} objects to */
  public static TableCommand decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "command for main memory");
    TableCommand command = command(in.u8(), in);
    in.end();
    broken(command).ifPresent(what -> {
      throw new MalformedBinary("command for main memory: " + what);
    });
    return command;
  }

  private static TableCommand command(int kind, BinaryReader in) {
    return switch (kind) {
      case FENCE -> new TableCommand.Fence(in.u8(), BucketEpochCodec.read(in));
      case WRITE -> new TableCommand.Write(in.u8(), BucketEpochCodec.read(in), limits(in), items(in));
      default -> throw new MalformedBinary("command of kind " + kind + " for main memory");
    };
  }

  private static TableLimits limits(BinaryReader in) {
    long maxBytes = in.count();
    if (maxBytes < 1) throw new MalformedBinary("a main memory of " + maxBytes + " bytes");
    return new TableLimits(maxBytes);
  }

  /** Also as a part of other forms. */
  public static void items(BinaryWriter out, List<TableItem> items) {
    out.count(items.size());
    for (TableItem item : items) EntryCodec.write(out.string(item.key()).count(item.keepMillis()), item.entry());
  }

  /** @throws MalformedBinary if there are none */
  public static List<TableItem> items(BinaryReader in) {
    List<TableItem> items = new ArrayList<>();
    for (int left = in.size(LEAST_ITEM_BYTES); left > 0; left--) {
      String key = in.string();
      long keepMillis = in.count();
      items.add(new TableItem(key, EntryCodec.read(in), keepMillis));
    }
    return items;
  }

  /** What keeps a command out of the log, where every replica would fail over it, if anything does. */
  public static Optional<String> broken(TableCommand command) {
    if (command.bucket() < 0 || command.bucket() >= MemoryTable.BUCKETS) return Optional.of("bucket " + command.bucket());
    if (!(command instanceof TableCommand.Write write)) return Optional.empty();
    return write.items().stream().flatMap(item -> item.broken().stream()).findFirst();
  }
}
