package io.dss.node.embedded;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.node.route.CallCodec;
import io.dss.queue.Fence;
import io.dss.queue.table.Cursor;
import io.dss.queue.table.EffectCodec;
import io.dss.queue.table.FenceCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of what nodes ask of the leader's store: a version, which kind, its fields. */
final class StoreCallCodec implements CallCodec<StoreRequest, StoreAnswer> {
  private static final int VERSION = 1;
  private static final int CLAIM = 1;
  private static final int APPEND = 2;
  private static final int LOAD = 3;
  private static final int READ = 4;
  private static final int TOPICS = 5;

  @Override
  public boolean changes(StoreRequest request) {
    return request instanceof StoreRequest.Claim || request instanceof StoreRequest.Append;
  }

  @Override
  public byte[] encodeRequest(StoreRequest request) {
    if (request instanceof StoreRequest.Append append) return append(append);
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    if (request instanceof StoreRequest.Claim claim) {
      FenceCodec.write(out.u8(CLAIM).string(claim.topic()), claim.fence());
    } else if (request instanceof StoreRequest.Load load) {
      optional(FenceCodec.write(out.u8(LOAD).string(load.topic()), load.fence()), load.from().text());
    } else if (request instanceof StoreRequest.Read read) {
      out.u8(READ).string(read.topic()).count(read.sequences().size());
      read.sequences().forEach(out::count);
    } else {
      StoreRequest.Topics topics = (StoreRequest.Topics) request;
      optional(out.u8(TOPICS).count(topics.limit()), topics.after());
    }
    return out.toBytes();
  }

  private static byte[] append(StoreRequest.Append append) {
    append.attempts().begin();
    long bytes = append.effects().stream().mapToLong(effect -> effect.bytes()).sum();
    BinaryWriter out = new BinaryWriter((int) Math.min(1 << 22, 256 + bytes)).u8(VERSION).u8(APPEND).string(append.topic());
    EffectCodec.write(FenceCodec.write(out, append.fence()).count(append.number()), append.effects());
    return out.toBytes();
  }

  @Override
  public StoreRequest decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "store call");
    StoreRequest request = request(in.u8(), in);
    in.end();
    return request;
  }

  private static StoreRequest request(int kind, BinaryReader in) {
    return switch (kind) {
      case CLAIM -> new StoreRequest.Claim(in.string(), FenceCodec.read(in));
      case APPEND -> new StoreRequest.Append(in.string(), FenceCodec.read(in), in.count(), EffectCodec.read(in), new Attempts());
      case LOAD -> load(in.string(), FenceCodec.read(in), optional(in));
      case READ -> new StoreRequest.Read(in.string(), sequences(in));
      case TOPICS -> topics((int) Math.min(in.count(), Integer.MAX_VALUE), optional(in));
      default -> throw new MalformedBinary("store call of kind " + kind);
    };
  }

  private static StoreRequest topics(int limit, Optional<String> after) {
    return new StoreRequest.Topics(after, limit);
  }

  private static StoreRequest load(String topic, Fence fence, Optional<String> cursor) {
    try {
      return new StoreRequest.Load(topic, fence, Cursor.of(cursor));
    } catch (IllegalArgumentException wrong) {
      throw new MalformedBinary(wrong.getMessage());
    }
  }

  private static List<Long> sequences(BinaryReader in) {
    List<Long> sequences = new ArrayList<>();
    int size = in.size(1);
    if (size > StoreRequest.MAX_SEQUENCES) throw new MalformedBinary(size + " sequences in one call");
    for (int left = size; left > 0; left--) sequences.add(in.count());
    return sequences;
  }

  @Override
  public byte[] encodeReply(StoreAnswer answer) {
    return StoreAnswerCodec.encoded(answer);
  }

  @Override
  public StoreAnswer decodeReply(byte[] bytes) {
    return StoreAnswerCodec.decoded(bytes);
  }

  private static void optional(BinaryWriter out, Optional<String> text) {
    out.bool(text.isPresent());
    text.ifPresent(out::string);
  }

  private static Optional<String> optional(BinaryReader in) {
    return in.bool() ? Optional.of(in.string()) : Optional.empty();
  }
}
