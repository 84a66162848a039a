package io.dss.cache;

import static io.dss.cache.CacheValues.COMMANDS;
import static io.dss.cache.CacheValues.ENTRIES;
import static io.dss.cache.CacheValues.REPLIES;
import static io.dss.cache.CacheValues.VERSION;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.BrokenForms;
import io.dss.kernel.MalformedBinary;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CacheCodecsTest {
  private static final long SEED = Long.getLong("dss.cache.codecs.seed", 20_261_123L);
  private static final int ROUNDS = 60_000;

  private record Form(UnaryOperator<byte[]> again, List<byte[]> samples) {}

  private static List<Form> forms() {
    return List.of(
        new Form(bytes -> EntryCodec.encoded(EntryCodec.decoded(bytes)), ENTRIES.stream().map(EntryCodec::encoded).toList()),
        new Form(bytes -> CacheCommandCodec.encoded(CacheCommandCodec.decoded(bytes)), COMMANDS.stream().map(CacheCommandCodec::encoded).toList()),
        new Form(bytes -> CacheReplyCodec.encoded(CacheReplyCodec.decoded(bytes)), REPLIES.stream().map(CacheReplyCodec::encoded).toList()));
  }

  private static TreeSet<String> kinds(List<?> values) {
    TreeSet<String> names = new TreeSet<>();
    for (Object value : values) names.add((value instanceof Class<?> kind ? kind : value.getClass()).getSimpleName());
    return names;
  }

  @Test
  void everyKindIsAmongTheSamples() {
    assertEquals(kinds(List.of(CacheCommand.class.getPermittedSubclasses())), kinds(COMMANDS));
    assertEquals(kinds(List.of(CacheReply.class.getPermittedSubclasses())), kinds(REPLIES));
    assertEquals(kinds(List.of(Content.class.getPermittedSubclasses())), kinds(ENTRIES.stream().map(Entry::content).toList()));
  }

  @Test
  void everythingComesBackAsItWas() {
    for (Entry entry : ENTRIES) assertEquals(Spelled.of(entry), Spelled.of(EntryCodec.decoded(EntryCodec.encoded(entry))));
    for (CacheCommand command : COMMANDS) {
      assertEquals(Spelled.of(command), Spelled.of(CacheCommandCodec.decoded(CacheCommandCodec.encoded(command))));
    }
    for (CacheReply reply : REPLIES) assertEquals(Spelled.of(reply), Spelled.of(CacheReplyCodec.decoded(CacheReplyCodec.encoded(reply))));
  }

  /** Main memory outlives a build: these bytes must be read for as long as version 1 is. */
  @Test
  void theFormOfAnEntryIsWhatItWas() {
    Entry entry = new Entry(new Version(1, 2, 3, 300), CacheValues.json("7"), 127,
        List.of(new KeptResult("k", "f", 5, CacheReplyCodec.encoded(new CacheReply.StaleToken()))));
    byte[] form = {1, 1, 2, 3, (byte) 0xac, 2, 1, 1, '7', (byte) 0x80, 1, 1, 1, 'k', 1, 'f', 5, 2, 1, 6};
    assertArrayEquals(form, EntryCodec.encoded(entry));
    assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, EntryCodec.encoded(Entry.NONE));
  }

  @Test
  void whatIsCutOrTooLongOrOfAnotherVersionIsMalformed() {
    for (Form form : forms()) {
      for (byte[] sample : form.samples()) BrokenForms.assertStrict(sample, form.again()::apply);
    }
  }

  @Test
  void everySingleFlippedBitIsMalformedOrAnotherValueAndNothingElse() {
    for (Form form : forms()) {
      for (byte[] sample : form.samples()) {
        for (int bit = 0; bit < sample.length * 8; bit++) {
          byte[] flipped = sample.clone();
          flipped[bit / 8] ^= (byte) (1 << bit % 8);
          BrokenForms.assertStable(flipped, form.again(), "bit " + bit);
        }
      }
    }
  }

  @Test
  void randomAndDamagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      Form form = forms().get(random.nextInt(3));
      byte[] bytes = random.nextInt(4) == 0 ? noise(random) : form.samples().get(random.nextInt(form.samples().size())).clone();
      String what = "round " + round + ", replay with -Ddss.cache.codecs.seed=" + SEED;
      try {
        BrokenForms.assertStable(BrokenForms.damaged(bytes, random), form.again(), what);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(what, broken);
      }
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[2 + random.nextInt(60)];
    random.nextBytes(bytes);
    bytes[0] = 1;
    bytes[1] = (byte) random.nextInt(12);
    return bytes;
  }

  private static Entry keeping(List<KeptResult> kept) {
    return new Entry(VERSION, new Content.Absent(), 1, kept);
  }

  private static void assertTaken(Entry entry) {
    assertEquals(Spelled.of(entry), Spelled.of(EntryCodec.decoded(EntryCodec.encoded(entry))));
  }

  private static void assertMalformed(Entry entry) {
    byte[] bytes = EntryCodec.encoded(entry);
    assertThrows(MalformedBinary.class, () -> EntryCodec.decoded(bytes));
  }

  @Test
  void whatIsMoreThanMayBeIsMalformed() {
    byte[] reply = CacheReplyCodec.encoded(new CacheReply.StaleToken());
    KeptResult kept = new KeptResult("k", "f", 0, reply);
    assertTaken(keeping(Collections.nCopies(CacheLimits.KEPT_RESULTS, kept)));
    assertMalformed(keeping(Collections.nCopies(CacheLimits.KEPT_RESULTS + 1, kept)));
    assertMalformed(keeping(List.of(new KeptResult("k".repeat(CacheLimits.KEPT_KEY_CHARACTERS + 1), "f", 0, reply))));
    assertMalformed(keeping(List.of(new KeptResult("k", "f".repeat(CacheLimits.KEPT_KEY_CHARACTERS + 1), 0, reply))));
    assertMalformed(keeping(List.of(new KeptResult("k", "f", 0, CacheReplyCodec.encoded(new CacheReply.NoNumber("y".repeat(300)))))));
    assertTaken(new Entry(VERSION, new Content.Present(new byte[CacheLimits.VALUE_BYTES]), 1, List.of()));
    assertMalformed(new Entry(VERSION, new Content.Present(new byte[CacheLimits.VALUE_BYTES + 1]), 1, List.of()));
    assertMalformed(new Entry(VERSION, new Content.Loading("t".repeat(CacheLimits.TOKEN_CHARACTERS + 1), 1), 1, List.of()));
  }

  /** Else a form could nest as deep as it has bytes, and the reader would run out of stack. */
  @Test
  void aKeptResultThatKeepsResultsIsMalformed() {
    KeptResult inner = new KeptResult("k", "f", 0, CacheReplyCodec.encoded(new CacheReply.StaleToken()));
    assertMalformed(keeping(List.of(new KeptResult("k", "f", 0, CacheReplyCodec.encoded(new CacheReply.Written(keeping(List.of(inner))))))));
    assertMalformed(keeping(List.of(new KeptResult("k", "f", 0, new byte[] {1, 99}))));
  }

  @Test
  void aWriteOfWhatNobodyMayWriteIsMalformed() {
    for (Content content : List.of(new Content.Absent(), new Content.Loading("t", 1))) {
      byte[] bytes = CacheCommandCodec.encoded(new CacheCommand.Write(content, OptionalLong.empty(), Optional.empty(), Optional.empty()));
      assertThrows(MalformedBinary.class, () -> CacheCommandCodec.decoded(bytes));
    }
  }

  /** A few bytes that speak of a million results, or of a value of a gigabyte, must not cost the memory of those. */
  @Test
  void aCountThatTheBytesCannotHoldIsNotBelieved() {
    byte[] results = new BinaryWriter().u8(1).count(0).count(0).count(0).count(0).u8(0).count(0).count(1_000_000).toBytes();
    assertThrows(MalformedBinary.class, () -> EntryCodec.decoded(results));
    byte[] value = new BinaryWriter().u8(1).count(0).count(0).count(0).count(0).u8(1).count(1L << 30).toBytes();
    assertThrows(MalformedBinary.class, () -> EntryCodec.decoded(value));
  }

  @Test
  void anEntryTakesAtLeastTheBytesThatReadersCountOn() {
    BinaryWriter out = new BinaryWriter();
    EntryCodec.write(out, Entry.NONE);
    assertEquals(EntryCodec.LEAST_BYTES, out.length());
  }

  @Test
  void theBufferOfAnEntryIsSeldomTooSmall() {
    for (Entry entry : ENTRIES) assertTrue(EntryCodec.encoded(entry).length <= EntryCodec.expectedBytes(entry), () -> "of " + entry);
  }
}
