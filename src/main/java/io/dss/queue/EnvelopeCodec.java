package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Life.Fatal;
import io.dss.queue.Place.Standing;
import java.util.Optional;

/**
 * The stored form of a message without its body: what it is, then where it stands for each group that is not done with it. A message that waits for its
 * first delivery takes some 20 bytes beside its id. A rest or delivery is stored with its end on the wall clock and its length.
 */
final class EnvelopeCodec {
  private static final int VERSION = 1;
  private static final int WITH_KEY = 1;
  private static final int WITH_END = 2;
  private static final int WITH_DELAY = 4;
  private static final int WITH_ORDER = 8;
  private static final int STANDING = 15;
  private static final int WITH_LIFE = 16;
  /** Version, lengths, priority, instant, body size, and what an effect is counted for. */
  private static final int HEADER_BYTES = 64;
  /** End, delay, order, length of the key. */
  private static final int EXTRAS_BYTES = 28;
  /** Three counts, an end with its length, the instant of a death, lengths of strings. */
  private static final int LIFE_BYTES = 48;
  private static final int UTF8_BYTES = 3;
  private static final Standing[] STANDINGS = Standing.values();

  private EnvelopeCodec() {}

  static byte[] encoded(Message message) {
    BinaryWriter out = new BinaryWriter(64).u8(VERSION).string(message.id()).u8(message.priority).i64(message.publishedAtMillis).count(message.bodyBytes);
    int with = with(message);
    out.u8(with);
    if ((with & WITH_KEY) != 0) out.string(message.key().orElseThrow());
    if ((with & WITH_END) != 0) out.i64(message.extras.expiresAtMillis);
    if ((with & WITH_DELAY) != 0) out.i64(message.extras.delayedUntilMillis);
    if ((with & WITH_ORDER) != 0) out.count(message.extras.order);
    for (Place place = message.places; place != null; place = place.nextOfMessage) write(out, place);
    return out.toBytes();
  }

  /** What the effect of its envelope adds to a batch, or a little more. Without the body. */
  static int bytesAtMost(Message message) {
    if (message.places == null) return Step.FORGET_BYTES;
    int bytes = HEADER_BYTES + message.id.length + message.key().map(key -> EXTRAS_BYTES + key.length() * UTF8_BYTES).orElse(message.extras == null ? 0 : EXTRAS_BYTES);
    for (Place place = message.places; place != null; place = place.nextOfMessage) bytes += 2 + (place.life == null ? 0 : bytesAtMost(place.life));
    return bytes;
  }

  private static int bytesAtMost(Life life) {
    int characters = life.epoch.length() + life.fatal.map(fatal -> fatal.reason().length() + fatal.detail().length()).orElse(0);
    return LIFE_BYTES + characters * UTF8_BYTES;
  }

  private static int with(Message message) {
    return (message.key().isPresent() ? WITH_KEY : 0) | (message.expiresAt().isPresent() ? WITH_END : 0) | (message.delayed() ? WITH_DELAY : 0)
        | (message.order() != message.sequence ? WITH_ORDER : 0);
  }

  private static void write(BinaryWriter out, Place place) {
    out.count(place.group.lane).u8(place.standing.ordinal() | (place.life == null ? 0 : WITH_LIFE));
    if (place.life != null) write(out, place.life, place.standing);
  }

  private static void write(BinaryWriter out, Life life, Standing standing) {
    out.count(life.attempts).count(life.failures).count(life.hops).string(life.epoch);
    if (standing.timed()) out.i64(life.dueWallMillis).count(life.lengthMillis);
    if (!standing.dead()) return;
    Fatal fatal = life.fatal.orElseThrow();
    out.string(fatal.reason()).string(fatal.detail()).i64(fatal.atMillis());
  }

  /** The message with its places as they were written: in no structure yet. {@code names} makes one string of the many epochs that are the same. */
  static Message decoded(Stored.Envelope envelope, Groups groups, Interned names) {
    BinaryReader in = new BinaryReader(envelope.bytes());
    in.version(VERSION, "envelope");
    Message message = header(envelope.sequence(), in);
    readExtras(in, message);
    while (in.remaining() > 0) message.add(place(in, message, groups, names));
    if (message.places == null) throw new MalformedBinary("an envelope of no group");
    return message;
  }

  private static Message header(long sequence, BinaryReader in) {
    String id = in.string();
    int priority = in.u8();
    if (priority > 9) throw new MalformedBinary("priority " + priority);
    return new Message(sequence, id, in.i64(), QueueFields.number(in), priority);
  }

  private static void readExtras(BinaryReader in, Message message) {
    int with = in.u8();
    if (with == 0) return;
    Optional<String> key = (with & WITH_KEY) != 0 ? Optional.of(in.string()) : Optional.empty();
    long expires = (with & WITH_END) != 0 ? in.i64() : Extras.NEVER;
    long delayed = (with & WITH_DELAY) != 0 ? in.i64() : Extras.NEVER;
    message.extras = new Extras(key, expires, delayed, (with & WITH_ORDER) != 0 ? in.count() : message.sequence);
  }

  private static Place place(BinaryReader in, Message message, Groups groups, Interned names) {
    long lane = in.count();
    if (lane >= QueueLimits.GROUPS) throw new MalformedBinary("group " + lane);
    Place place = new Place(message, groups.lane((int) lane));
    int kind = in.u8();
    if ((kind & STANDING) == 0 || (kind & STANDING) >= STANDINGS.length) throw new MalformedBinary("standing " + kind);
    place.standing = STANDINGS[kind & STANDING];
    if ((kind & WITH_LIFE) != 0) place.life = life(in, place.standing, names);
    else if (place.standing.timed() || place.standing.dead()) throw new MalformedBinary("standing " + kind + " without a life");
    return place;
  }

  private static Life life(BinaryReader in, Standing standing, Interned names) {
    Life life = new Life();
    life.attempts = QueueFields.number(in);
    life.failures = QueueFields.number(in);
    life.hops = QueueFields.number(in);
    life.epoch = names.of(in.string());
    if (standing.timed()) {
      life.dueWallMillis = in.i64();
      life.lengthMillis = in.count();
    }
    if (standing.dead()) life.fatal = Optional.of(new Fatal(names.of(in.string()), names.of(in.string()), in.i64()));
    return life;
  }
}
