package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.Base64;
import java.util.Optional;

/**
 * The form of receipts: which message, for which group or out of the dead-letter lane, which of its deliveries, and by which owner. The owner is in it
 * because a delivery that never became durable has the same number as the one that took its place after a change of owner.
 */
final class Receipts {
  private static final int VERSION = 1;

  private Receipts() {}

  record Receipt(long sequence, int lane, boolean dead, int attempts, String epoch) {
    /** Whether it names the last delivery of {@code place}. */
    boolean isOf(Place place) {
      return sequence == place.message.sequence && lane == place.group.lane && dead == place.standing.dead() && place.life != null
          && attempts == place.life.attempts && epoch.equals(place.life.epoch);
    }
  }

  /** Of the last delivery of {@code place}; URL-safe. */
  static String of(Place place) {
    BinaryWriter out = new BinaryWriter(32).u8(VERSION).count(place.message.sequence).count(place.group.lane).bool(place.standing.dead());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.count(place.life.attempts).string(place.life.epoch).toBytes());
  }

  /** Empty if it is none. */
  static Optional<Receipt> read(String receipt) {
    try {
      BinaryReader in = new BinaryReader(Base64.getUrlDecoder().decode(receipt));
      in.version(VERSION, "receipt");
      Receipt read = new Receipt(in.count(), QueueFields.number(in), in.bool(), QueueFields.number(in), in.string());
      in.end();
      return Optional.of(read);
    } catch (MalformedBinary | IllegalArgumentException e) {
      // Whatever a client sends for a receipt; it is told that it is not the current one.
      return Optional.empty();
    }
  }
}
