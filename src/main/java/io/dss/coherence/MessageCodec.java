package io.dss.coherence;

import io.dss.cache.EntryCodec;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Message}s as bytes: kind, then the fields in the order of the record. What a message is about (states, what was granted) is written as its
 * place in its enum, and {@link #VERSION} stands for those places too.
 */
public final class MessageCodec {
  /** Of this form; a form around it whose own version speaks for it uses {@link #write} and {@link #read}. */
  static final int VERSION = 1;

  private static final int REPORTS = 1;
  private static final int RESUMES = 2;
  /** Key, state, whether it is dirty, whether there is a backup, and the entry. */
  private static final int LEAST_HELD_BYTES = 4 + EntryCodec.LEAST_BYTES;
  /** Key, four parts of a version, whether there is a backup. */
  private static final int LEAST_RESUMED_BYTES = 6;
  private static final int AROUND_BYTES = 64;

  private MessageCodec() {}

  public static byte[] encoded(Message message) {
    BinaryWriter out = new BinaryWriter(AROUND_BYTES).u8(VERSION);
    write(out, message);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no message */
  public static Message decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "coherence message");
    Message message = read(in);
    in.end();
    return message;
  }

  /** Within another form, whose version then speaks for this one. */
  public static void write(BinaryWriter out, Message message) {
    if (message instanceof Message.Keyed keyed) {
      KeyedCodec.write(out, keyed);
    } else if (message instanceof Message.Reports reports) {
      out.u8(REPORTS).bool(reports.last()).count(reports.held().size());
      for (Message.Held held : reports.held()) write(out, held);
    } else {
      Message.Resumes resumes = (Message.Resumes) message;
      out.u8(RESUMES).bool(resumes.last()).count(resumes.resumed().size());
      for (Message.Resumed resumed : resumes.resumed()) write(out, resumed);
    }
  }

  /** @throws MalformedBinary if it is none */
  public static Message read(BinaryReader in) {
    int kind = in.u8();
    if (kind == REPORTS) return reports(in);
    return kind == RESUMES ? resumes(in) : KeyedCodec.read(kind, in);
  }

  private static Message reports(BinaryReader in) {
    boolean last = in.bool();
    int count = in.size(LEAST_HELD_BYTES);
    List<Message.Held> held = new ArrayList<>(count);
    for (int left = count; left > 0; left--) held.add(held(in));
    return new Message.Reports(held, last);
  }

  private static Message resumes(BinaryReader in) {
    boolean last = in.bool();
    int count = in.size(LEAST_RESUMED_BYTES);
    List<Message.Resumed> resumed = new ArrayList<>(count);
    for (int left = count; left > 0; left--) resumed.add(resumed(in));
    return new Message.Resumes(resumed, last);
  }

  private static void write(BinaryWriter out, Message.Held held) {
    out.string(held.key()).u8(held.state().ordinal()).bool(held.dirty());
    EntryCodec.write(out, held.entry());
    KeyedCodec.writeOptional(out, held.backup());
  }

  private static Message.Held held(BinaryReader in) {
    return new Message.Held(
        KeyedCodec.key(in), KeyedCodec.place(in, LineState.values()), in.bool(), EntryCodec.read(in), KeyedCodec.optionalEntry(in));
  }

  private static void write(BinaryWriter out, Message.Resumed resumed) {
    out.string(resumed.key());
    EntryCodec.write(out, resumed.version());
    out.bool(resumed.backup().isPresent());
    resumed.backup().ifPresent(out::node);
  }

  private static Message.Resumed resumed(BinaryReader in) {
    return new Message.Resumed(KeyedCodec.key(in), EntryCodec.readVersion(in), KeyedCodec.optionalNode(in));
  }
}
