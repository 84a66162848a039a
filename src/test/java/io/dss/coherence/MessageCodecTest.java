package io.dss.coherence;

import static io.dss.coherence.CoherenceValues.MESSAGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheLimits;
import io.dss.cache.CacheReply;
import io.dss.cache.CacheReplyCodec;
import io.dss.cache.CacheValues;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.KeptResult;
import io.dss.cache.Spelled;
import io.dss.cache.Version;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.BrokenForms;
import io.dss.kernel.MalformedBinary;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private static final long SEED = Long.getLong("dss.coherence.codec.seed", 20_261_123L);
  private static final int ROUNDS = 60_000;

  private static byte[] again(byte[] message) {
    return MessageCodec.encoded(MessageCodec.decoded(message));
  }

  /** Sealed interfaces down to the records. */
  private static Stream<Class<?>> kinds(Class<?> kind) {
    return kind.isRecord() ? Stream.of(kind) : Arrays.stream(kind.getPermittedSubclasses()).flatMap(MessageCodecTest::kinds);
  }

  private static Class<?> kind(Message message) {
    return message instanceof Message.Keyed keyed ? keyed.about().getClass() : message.getClass();
  }

  @Test
  void everyKindIsAmongTheSamples() {
    TreeSet<String> all = new TreeSet<>(Stream.concat(kinds(Message.class), kinds(Message.OfKey.class)).map(Class::getSimpleName).toList());
    all.remove("Keyed");
    assertEquals(all, new TreeSet<>(MESSAGES.stream().map(message -> kind(message).getSimpleName()).toList()));
  }

  @Test
  void everyMessageComesBackAsItWas() {
    for (Message message : MESSAGES) assertEquals(Spelled.of(message), Spelled.of(MessageCodec.decoded(MessageCodec.encoded(message))));
  }

  @Test
  void messagesFollowOneAnotherInAnotherForm() {
    BinaryWriter out = new BinaryWriter();
    MESSAGES.forEach(message -> MessageCodec.write(out, message));
    BinaryReader in = new BinaryReader(out.toBytes());
    for (Message message : MESSAGES) assertEquals(Spelled.of(message), Spelled.of(MessageCodec.read(in)));
    in.end();
  }

  /** Their places are in the form: whoever adds one adds it at the end, or raises the version. */
  @Test
  void thePlacesInTheEnumsAreWhatTheyWere() {
    assertEquals("[I, S, E, M, IS, IM, SM, MB, MI, MS, W]", Arrays.toString(LineState.values()));
    assertEquals("[ABSENT, CLEAN, DIRTY]", Arrays.toString(Message.Fetched.values()));
    assertEquals("[S, E, M, M_DIRTY]", Arrays.toString(Message.Granted.values()));
    assertEquals("[KEPT, STORED, REFUSED]", Arrays.toString(Message.Safe.values()));
  }

  @Test
  void whatIsCutOrTooLongOrOfAnotherVersionIsMalformed() {
    for (Message message : MESSAGES) BrokenForms.assertStrict(MessageCodec.encoded(message), MessageCodecTest::again);
  }

  @Test
  void everySingleFlippedBitIsMalformedOrAnotherMessageAndNothingElse() {
    for (Message message : MESSAGES) {
      byte[] bytes = MessageCodec.encoded(message);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        BrokenForms.assertStable(flipped, MessageCodecTest::again, "bit " + bit + " of " + message);
      }
    }
  }

  @Test
  void randomAndDamagedBytesAreMalformedOrAnotherMessageAndNothingElse() {
    Random random = new Random(SEED);
    List<byte[]> samples = MESSAGES.stream().map(MessageCodec::encoded).toList();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = random.nextInt(4) == 0 ? noise(random) : samples.get(random.nextInt(samples.size())).clone();
      String what = "round " + round + ", replay with -Ddss.coherence.codec.seed=" + SEED;
      try {
        BrokenForms.assertStable(BrokenForms.damaged(bytes, random), MessageCodecTest::again, what);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(what, broken);
      }
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[2 + random.nextInt(60)];
    random.nextBytes(bytes);
    bytes[0] = 1;
    bytes[1] = (byte) random.nextInt(20);
    return bytes;
  }

  private static void assertMalformed(byte[] bytes) {
    assertThrows(MalformedBinary.class, () -> MessageCodec.decoded(bytes));
  }

  @Test
  void aKindOrAPlaceThatThereIsNotIsMalformed() {
    for (int kind : new int[] {0, 18, 255}) assertMalformed(new BinaryWriter().u8(1).u8(kind).string("k").toBytes());
    byte[] ack = MessageCodec.encoded(new Message.Keyed("k", new Message.BackupAck(Version.NONE, Message.Safe.REFUSED)));
    ack[ack.length - 1]++;
    assertMalformed(ack);
  }

  @Test
  void aKeyThatIsNoneIsMalformed() {
    assertMalformed(MessageCodec.encoded(new Message.Keyed("", new Message.Inv())));
    assertMalformed(MessageCodec.encoded(new Message.Keyed("k".repeat(CacheLimits.KEY_BYTES + 1), new Message.Inv())));
    assertMalformed(MessageCodec.encoded(new Message.Keyed("\u00e4".repeat(CacheLimits.KEY_BYTES / 2 + 1), new Message.Inv())));
    Message.Held held = new Message.Held("", LineState.S, false, Entry.NONE, Optional.empty());
    assertMalformed(MessageCodec.encoded(new Message.Reports(List.of(held), true)));
  }

  /** A few bytes that speak of a million lines must not cost the memory of a million. */
  @Test
  void aCountThatTheBytesCannotHoldIsNotBelieved() {
    byte[] tooFew = new byte[5_000_000];
    for (int kind : new int[] {1, 2}) {
      assertMalformed(new BinaryWriter().u8(1).u8(kind).bool(true).count(1_000_000).raw(tooFew, 0, tooFew.length).toBytes());
    }
  }

  @Test
  void theLeastThatReadersCountOnIsNotMoreThanItTakes() {
    Message.Held held = new Message.Held("k", LineState.I, false, Entry.NONE, Optional.empty());
    Message.Reports reports = new Message.Reports(Collections.nCopies(1_000, held), true);
    assertEquals(Spelled.of(reports), Spelled.of(MessageCodec.decoded(MessageCodec.encoded(reports))));
    Message.Resumes resumes = new Message.Resumes(Collections.nCopies(1_000, new Message.Resumed("k", Version.NONE, Optional.empty())), true);
    assertEquals(Spelled.of(resumes), Spelled.of(MessageCodec.decoded(MessageCodec.encoded(resumes))));
  }

  @Test
  void theLargestEntryThereMayBeFitsAMessageOfHalfAsMuchAgain() {
    Entry largest = new Entry(CacheValues.LAST, new Content.Present(new byte[CacheLimits.VALUE_BYTES]), 1,
        Collections.nCopies(CacheLimits.KEPT_RESULTS, new KeptResult("k".repeat(200), "f".repeat(200), Long.MAX_VALUE,
            CacheReplyCodec.encoded(new CacheReply.NoNumber("w".repeat(250))))));
    byte[] bytes = MessageCodec.encoded(new Message.Keyed("k", new Message.Backup(largest, true)));
    assertTrue(bytes.length < CacheLimits.VALUE_BYTES * 3 / 2, "it takes " + bytes.length);
    assertEquals(bytes.length, again(bytes).length);
  }
}
