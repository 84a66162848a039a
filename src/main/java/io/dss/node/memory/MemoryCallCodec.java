package io.dss.node.memory;

import io.dss.cache.Entry;
import io.dss.cache.EntryCodec;
import io.dss.cache.table.BucketEpochCodec;
import io.dss.cache.table.KeyPage;
import io.dss.cache.table.TableCommandCodec;
import io.dss.cache.table.TableReplyCodec;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.node.route.CallCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of what cache nodes ask of the leader: a version, which kind, its fields. */
final class MemoryCallCodec implements CallCodec<MemoryRequest, MemoryAnswer> {
  private static final int VERSION = 1;
  private static final int FENCE = 1;
  private static final int WRITE = 2;
  private static final int READ = 3;
  private static final int KEYS = 4;

  @Override
  public boolean changes(MemoryRequest request) {
    return request instanceof MemoryRequest.Fence || request instanceof MemoryRequest.Write;
  }

  @Override
  public byte[] encodeRequest(MemoryRequest request) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (request instanceof MemoryRequest.Fence fence) {
      BucketEpochCodec.write(out.u8(FENCE).u8(fence.bucket()), fence.epoch());
    } else if (request instanceof MemoryRequest.Write write) {
      TableCommandCodec.items(BucketEpochCodec.write(out.u8(WRITE).u8(write.bucket()), write.epoch()), write.items());
    } else if (request instanceof MemoryRequest.Read read) {
      strings(out.u8(READ).u8(read.bucket()), read.keys());
    } else {
      MemoryRequest.Keys keys = (MemoryRequest.Keys) request;
      optional(out.u8(KEYS).u8(keys.bucket()), keys.after()).count(keys.limit());
    }
    return out.toBytes();
  }

  @Override
  public MemoryRequest decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "call of main memory");
    MemoryRequest request = request(in.u8(), in);
    in.end();
    return request;
  }

  private static MemoryRequest request(int kind, BinaryReader in) {
    return switch (kind) {
      case FENCE -> new MemoryRequest.Fence(in.u8(), BucketEpochCodec.read(in));
      case WRITE -> new MemoryRequest.Write(in.u8(), BucketEpochCodec.read(in), TableCommandCodec.items(in));
      case READ -> read(in.u8(), strings(in));
      case KEYS -> keys(in.u8(), in.bool() ? Optional.of(in.string()) : Optional.empty(), in.count());
      default -> throw new MalformedBinary("call of kind " + kind + " of main memory");
    };
  }

  private static MemoryRequest read(int bucket, List<String> keys) {
    if (keys.isEmpty() || keys.size() > MemoryRequest.MAX_KEYS) throw new MalformedBinary(keys.size() + " keys in one read");
    return new MemoryRequest.Read(bucket, keys);
  }

  private static MemoryRequest keys(int bucket, Optional<String> after, long limit) {
    if (limit < 1) throw new MalformedBinary("a page of " + limit + " keys");
    return new MemoryRequest.Keys(bucket, after, (int) Math.min(limit, Integer.MAX_VALUE));
  }

  @Override
  public byte[] encodeReply(MemoryAnswer answer) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (answer instanceof MemoryAnswer.Decided decided) {
      TableReplyCodec.write(out.u8(WRITE), decided.reply());
    } else if (answer instanceof MemoryAnswer.Entries entries) {
      out.u8(READ).count(entries.entries().size());
      entries.entries().forEach(entry -> EntryCodec.write(out, entry));
    } else {
      KeyPage page = ((MemoryAnswer.Keys) answer).page();
      optional(strings(out.u8(KEYS), page.keys()), page.next());
    }
    return out.toBytes();
  }

  @Override
  public MemoryAnswer decodeReply(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer of main memory");
    MemoryAnswer answer = answer(in.u8(), in);
    in.end();
    return answer;
  }

  private static MemoryAnswer answer(int kind, BinaryReader in) {
    return switch (kind) {
      case WRITE -> new MemoryAnswer.Decided(TableReplyCodec.read(in));
      case READ -> new MemoryAnswer.Entries(entries(in));
      case KEYS -> new MemoryAnswer.Keys(new KeyPage(strings(in), in.bool() ? Optional.of(in.string()) : Optional.empty()));
      default -> throw new MalformedBinary("answer of kind " + kind + " of main memory");
    };
  }

  private static List<Entry> entries(BinaryReader in) {
    List<Entry> entries = new ArrayList<>();
    for (int left = in.size(EntryCodec.LEAST_BYTES); left > 0; left--) entries.add(EntryCodec.read(in));
    return entries;
  }

  private static BinaryWriter strings(BinaryWriter out, List<String> strings) {
    out.count(strings.size());
    strings.forEach(out::string);
    return out;
  }

  private static List<String> strings(BinaryReader in) {
    List<String> strings = new ArrayList<>();
    for (int left = in.size(1); left > 0; left--) strings.add(in.string());
    return strings;
  }

  private static BinaryWriter optional(BinaryWriter out, Optional<String> text) {
    out.bool(text.isPresent());
    text.ifPresent(out::string);
    return out;
  }
}
