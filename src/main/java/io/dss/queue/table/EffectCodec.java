package io.dss.queue.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batches of {@link Effect}s as bytes, within other forms: their number, then each with its kind before it. */
public final class EffectCodec {
  /** Of a note's name. */
  public static final int MAX_NAME_BYTES = 4_096;

  private static final int KEEP = 1;
  private static final int CHANGE = 2;
  private static final int FORGET = 3;
  private static final int NOTE = 4;
  private static final int ERASE = 5;
  private static final int LEAST_BYTES = 2;

  private EffectCodec() {}

  public static void write(BinaryWriter out, List<Effect> effects) {
    out.count(effects.size());
    for (Effect effect : effects) write(out, effect);
  }

  private static void write(BinaryWriter out, Effect effect) {
    if (effect instanceof Effect.Keep keep) {
      out.u8(KEEP).count(keep.sequence()).bytes(keep.envelope()).bytes(keep.body());
    } else if (effect instanceof Effect.Change change) {
      out.u8(CHANGE).count(change.sequence()).bytes(change.envelope());
    } else if (effect instanceof Effect.Forget forget) {
      out.u8(FORGET).count(forget.sequence());
    } else if (effect instanceof Effect.Note note) {
      out.u8(NOTE).string(note.name()).bytes(note.value());
    } else {
      out.u8(ERASE).string(((Effect.Erase) effect).name());
    }
  }

  /** @throws MalformedBinary if there is no batch */
  public static List<Effect> read(BinaryReader in) {
    List<Effect> effects = new ArrayList<>();
    for (int left = in.size(LEAST_BYTES); left > 0; left--) effects.add(effect(in));
    return effects;
  }

  private static Effect effect(BinaryReader in) {
    int kind = in.u8();
    return switch (kind) {
      case KEEP -> new Effect.Keep(in.count(), in.bytes(), in.bytes());
      case CHANGE -> new Effect.Change(in.count(), in.bytes());
      case FORGET -> new Effect.Forget(in.count());
      case NOTE -> new Effect.Note(in.string(), in.bytes());
      case ERASE -> new Effect.Erase(in.string());
      default -> throw new MalformedBinary("effect of kind " + kind);
    };
  }

  /** What keeps these effects from being stored, if anything does. */
  static Optional<String> broken(List<Effect> effects) {
    return effects.stream().flatMap(effect -> broken(effect).stream()).findFirst();
  }

  private static Optional<String> broken(Effect effect) {
    if (effect instanceof Effect.Note note) return brokenName(note.name());
    if (effect instanceof Effect.Erase erase) return brokenName(erase.name());
    return sequence(effect) >= 0 ? Optional.empty() : Optional.of("sequence " + sequence(effect) + " is negative");
  }

  private static long sequence(Effect effect) {
    if (effect instanceof Effect.Keep keep) return keep.sequence();
    return effect instanceof Effect.Change change ? change.sequence() : ((Effect.Forget) effect).sequence();
  }

  static Optional<String> brokenName(String name) {
    boolean good = !name.isEmpty() && Utf8.fits(name, MAX_NAME_BYTES);
    return good ? Optional.empty() : Optional.of("a note's name must have 1-" + MAX_NAME_BYTES + " bytes");
  }
}
