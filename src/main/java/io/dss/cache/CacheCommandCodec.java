package io.dss.cache;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/** {@link CacheCommand}s as bytes: from the node that took a call to a cache node. */
public final class CacheCommandCodec {
  private static final int VERSION = 1;
  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int DELETE = 2;
  private static final int INCREMENT = 3;
  private static final int AROUND_BYTES = 128;

  private CacheCommandCodec() {}

  public static byte[] encoded(CacheCommand command) {
    int bytes = command instanceof CacheCommand.Write write ? write.content().bytes() : 0;
    BinaryWriter out = new BinaryWriter(AROUND_BYTES + bytes).u8(VERSION);
    write(out, command);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command, or one that writes what nobody may */
  public static CacheCommand decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "cache command");
    CacheCommand command = read(in);
    in.end();
    return command;
  }

  private static void write(BinaryWriter out, CacheCommand command) {
    if (command instanceof CacheCommand.Read read) {
      CacheFields.write(out.u8(READ), read.loadMillis());
    } else if (command instanceof CacheCommand.Write write) {
      EntryCodec.write(out.u8(WRITE), write.content());
      CacheFields.write(out, write.ttlMillis());
      CacheFields.writeOptional(out, write.ifVersion());
      CacheFields.write(out, write.loadToken());
    } else if (command instanceof CacheCommand.Delete delete) {
      CacheFields.writeOptional(out.u8(DELETE), delete.ifVersion());
      CacheFields.write(out, delete.loadToken());
    } else {
      CacheCommand.Increment increment = (CacheCommand.Increment) command;
      out.u8(INCREMENT).i64(increment.by()).bool(increment.initial().isPresent());
      increment.initial().ifPresent(out::i64);
      CacheFields.write(out, increment.ttlMillis());
    }
  }

  private static CacheCommand read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case READ -> new CacheCommand.Read(CacheFields.optionalCount(in));
      case WRITE -> new CacheCommand.Write(content(in),
          CacheFields.optionalCount(in), CacheFields.optionalVersion(in), CacheFields.optionalString(in));
      case DELETE -> new CacheCommand.Delete(CacheFields.optionalVersion(in), CacheFields.optionalString(in));
      case INCREMENT -> new CacheCommand.Increment(in.i64(), CacheFields.optionalNumber(in), CacheFields.optionalCount(in));
      default -> throw new MalformedBinary("cache command of kind " + tag);
    };
  }

  private static Content content(BinaryReader in) {
    Content content = EntryCodec.readContent(in);
    if (content instanceof Content.Present || content instanceof Content.Nothing) return content;
    throw new MalformedBinary("a write of what is no value");
  }
}
