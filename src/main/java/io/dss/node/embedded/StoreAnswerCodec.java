package io.dss.node.embedded;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Stored;
import io.dss.queue.table.Cursor;
import io.dss.queue.table.FenceCodec;
import io.dss.queue.table.TableReplyCodec;
import io.dss.queue.table.TopicPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of what the leader's store answers: a version, which kind, its fields. */
final class StoreAnswerCodec {
  private static final int VERSION = 1;
  private static final int DECIDED = 1;
  private static final int LOADED = 2;
  private static final int SUPERSEDED = 3;
  private static final int BODIES = 4;
  private static final int NAMED = 5;
  private static final int LEAST_STORED_BYTES = 3;
  private static final int LEAST_BODY_BYTES = 2;

  private StoreAnswerCodec() {}

  static byte[] encoded(StoreAnswer answer) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    if (answer instanceof StoreAnswer.Decided decided) {
      TableReplyCodec.write(out.u8(DECIDED), decided.reply());
    } else if (answer instanceof StoreAnswer.Loaded loaded) {
      page(out.u8(LOADED), loaded.page());
    } else if (answer instanceof StoreAnswer.Superseded superseded) {
      FenceCodec.write(out.u8(SUPERSEDED), superseded.by());
    } else if (answer instanceof StoreAnswer.Bodies bodies) {
      out.u8(BODIES).count(bodies.looked()).count(bodies.bodies().size());
      bodies.bodies().forEach(body -> out.count(body.sequence()).bytes(body.bytes()));
    } else {
      StoreAnswer.Named named = (StoreAnswer.Named) answer;
      out.u8(NAMED).bool(named.more()).count(named.topics().size());
      named.topics().forEach(out::string);
    }
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no answer */
  static StoreAnswer decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer to a store call");
    StoreAnswer answer = answer(in.u8(), in);
    in.end();
    return answer;
  }

  private static StoreAnswer answer(int kind, BinaryReader in) {
    return switch (kind) {
      case DECIDED -> new StoreAnswer.Decided(TableReplyCodec.read(in));
      case LOADED -> new StoreAnswer.Loaded(page(in));
      case SUPERSEDED -> new StoreAnswer.Superseded(FenceCodec.read(in));
      case BODIES -> bodies(in);
      case NAMED -> named(in);
      default -> throw new MalformedBinary("answer to a store call of kind " + kind);
    };
  }

  private static void page(BinaryWriter out, TopicPage page) {
    out.bool(page.next().isPresent());
    page.next().flatMap(Cursor::text).ifPresent(out::string);
    out.count(page.stored().size());
    for (Stored stored : page.stored()) {
      if (stored instanceof Stored.Envelope envelope) {
        out.bool(false).count(envelope.sequence()).bytes(envelope.bytes());
      } else {
        Stored.Note note = (Stored.Note) stored;
        out.bool(true).string(note.name()).bytes(note.value());
      }
    }
  }

  private static TopicPage page(BinaryReader in) {
    Optional<Cursor> next = in.bool() ? Optional.of(cursor(in.string())) : Optional.empty();
    List<Stored> stored = new ArrayList<>();
    for (int left = in.size(LEAST_STORED_BYTES); left > 0; left--) {
      stored.add(in.bool() ? new Stored.Note(in.string(), in.bytes()) : new Stored.Envelope(in.count(), in.bytes()));
    }
    return new TopicPage(stored, next);
  }

  private static Cursor cursor(String text) {
    try {
      return Cursor.of(Optional.of(text));
    } catch (IllegalArgumentException wrong) {
      throw new MalformedBinary(wrong.getMessage());
    }
  }

  private static StoreAnswer bodies(BinaryReader in) {
    int looked = (int) Math.min(in.count(), Integer.MAX_VALUE);
    List<StoreAnswer.Body> bodies = new ArrayList<>();
    for (int left = in.size(LEAST_BODY_BYTES); left > 0; left--) bodies.add(new StoreAnswer.Body(in.count(), in.bytes()));
    return new StoreAnswer.Bodies(bodies, looked);
  }

  private static StoreAnswer named(BinaryReader in) {
    boolean more = in.bool();
    List<String> topics = new ArrayList<>();
    for (int left = in.size(1); left > 0; left--) topics.add(in.string());
    return new StoreAnswer.Named(topics, more);
  }
}
