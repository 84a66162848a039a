package io.dss.queue.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.Utf8;
import io.dss.queue.Fence;
import java.util.Optional;

/** {@link TableCommand}s as bytes in the log. */
public final class TableCommandCodec {
  /** Of a topic's name; names of the HTTP contract are far shorter. */
  public static final int MAX_TOPIC_BYTES = 1_024;

  private static final int VERSION = 1;
  private static final int CLAIM = 1;
  private static final int APPEND = 2;

  private TableCommandCodec() {}

  public static byte[] encoded(TableCommand command) {
    if (!(command instanceof TableCommand.Append append)) {
      return FenceCodec.write(new BinaryWriter(128).u8(VERSION).u8(CLAIM).string(command.topic()), command.fence()).toBytes();
    }
    int bytes = append.effects().stream().mapToInt(effect -> effect.bytes()).sum();
    BinaryWriter out = new BinaryWriter(256 + bytes).u8(VERSION).u8(APPEND).string(append.topic());
    FenceCodec.write(out, append.fence()).count(append.number()).count(append.limits().maxBytes()).count(append.limits().reserveBytes());
    EffectCodec.write(out, append.effects());
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command, or one that {@link #broken} objects to */
  public static TableCommand decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "message table command");
    TableCommand command = command(in);
    in.end();
    broken(command).ifPresent(what -> {
      throw new MalformedBinary("message table command: " + what);
    });
    return command;
  }

  private static TableCommand command(BinaryReader in) {
    int kind = in.u8();
    String topic = in.string();
    Fence fence = FenceCodec.read(in);
    if (kind == CLAIM) return new TableCommand.Claim(topic, fence);
    if (kind != APPEND) throw new MalformedBinary("message table command of kind " + kind);
    long number = in.count();
    return new TableCommand.Append(topic, fence, number, limits(in), EffectCodec.read(in));
  }

  private static TableLimits limits(BinaryReader in) {
    try {
      return new TableLimits(in.count(), in.count());
    } catch (IllegalArgumentException wrong) {
      throw new MalformedBinary(wrong.getMessage());
    }
  }

  /** What keeps a command out of the log, where every replica would fail over it, if anything does. */
  public static Optional<String> broken(TableCommand command) {
    Optional<String> topic = brokenTopic(command.topic());
    if (topic.isPresent() || !(command instanceof TableCommand.Append append)) return topic;
    if (append.number() < 1) return Optional.of("batch " + append.number());
    return EffectCodec.broken(append.effects());
  }

  static Optional<String> brokenTopic(String topic) {
    boolean good = !topic.isEmpty() && Utf8.fits(topic, MAX_TOPIC_BYTES);
    return good ? Optional.empty() : Optional.of("a topic's name must have 1-" + MAX_TOPIC_BYTES + " bytes");
  }
}
