package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.BrokenForms;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class QueueCodecsTest {
  private static final long SEED = Long.getLong("dss.queue.codecs.seed", 20_261_123L);

  private static byte[] again(byte[] command) {
    return QueueCommandCodec.encoded(QueueCommandCodec.decoded(command));
  }

  private static byte[] replyAgain(byte[] reply) {
    return QueueReplyCodec.encoded(QueueReplyCodec.decoded(reply));
  }

  private static List<byte[]> commands() {
    return QueueValues.COMMANDS.stream().map(QueueCommandCodec::encoded).toList();
  }

  private static List<byte[]> replies() {
    return QueueValues.REPLIES.stream().map(QueueReplyCodec::encoded).toList();
  }

  /** Records that hold arrays are equal by identity: their fields are compared as text, the arrays spelled out. */
  private static String spelled(Object value) {
    if (value instanceof byte[] bytes) return Arrays.toString(bytes);
    if (value instanceof Optional<?> optional) return optional.isEmpty() ? "-" : "+" + spelled(optional.get());
    if (value instanceof List<?> list) return list.stream().map(QueueCodecsTest::spelled).toList().toString();
    if (!(value instanceof Record)) return String.valueOf(value);
    List<String> fields = new ArrayList<>();
    for (var component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        fields.add(component.getName() + "=" + spelled(component.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return value.getClass().getSimpleName() + fields;
  }

  @Test
  void everyKindOfCommandAndReplyIsAmongTheSamples() {
    assertEquals(kinds(QueueCommand.class.getPermittedSubclasses()), kinds(QueueValues.COMMANDS));
    List<Class<?>> replies = new ArrayList<>(List.of(QueueReply.class.getPermittedSubclasses()));
    assertEquals(kinds(replies.toArray(Class<?>[]::new)), kinds(QueueValues.REPLIES));
  }

  private static TreeSet<String> kinds(Class<?>[] classes) {
    TreeSet<String> names = new TreeSet<>();
    for (Class<?> one : classes) names.add(one.getSimpleName());
    return names;
  }

  private static TreeSet<String> kinds(List<?> values) {
    return kinds(values.stream().map(Object::getClass).toArray(Class<?>[]::new));
  }

  @Test
  void everythingComesBackAsItWas() {
    for (QueueCommand command : QueueValues.COMMANDS) {
      assertEquals(spelled(command), spelled(QueueCommandCodec.decoded(QueueCommandCodec.encoded(command))));
    }
    for (QueueReply reply : QueueValues.REPLIES) assertEquals(spelled(reply), spelled(QueueReplyCodec.decoded(QueueReplyCodec.encoded(reply))));
  }

  @Test
  void everyChoiceThereIsHasAForm() {
    assertEquals(List.of(MessageState.values()), QueueReplyCodec.STATES);
    assertEquals(List.of(TopicSettings.OnFull.values()), TopicSettingsForm.ON_FULL);
    assertEquals(List.of(TopicSettings.OnPoison.values()), TopicSettingsForm.ON_POISON);
  }

  @Test
  void whatIsCutOrTooLongOrOfAnotherVersionIsMalformed() {
    for (byte[] command : commands()) BrokenForms.assertStrict(command, QueueCodecsTest::again);
    for (byte[] reply : replies()) BrokenForms.assertStrict(reply, QueueCodecsTest::replyAgain);
  }

  @Test
  void everySingleFlippedBitIsMalformedOrAnotherValueAndNothingElse() {
    for (byte[] command : commands()) flipAll(command, QueueCodecsTest::again);
    for (byte[] reply : replies()) flipAll(reply, QueueCodecsTest::replyAgain);
  }

  private static void flipAll(byte[] bytes, UnaryOperator<byte[]> again) {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      BrokenForms.assertStable(flipped, again, "bit " + bit);
    }
  }

  @Test
  void randomAndDamagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(SEED);
    List<byte[]> samples = new ArrayList<>(commands());
    samples.addAll(replies());
    for (int round = 0; round < 60_000; round++) {
      byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
      if (random.nextInt(4) == 0) bytes = noise(random);
      BrokenForms.damaged(bytes, random);
      String what = "round " + round + ", replay with -Ddss.queue.codecs.seed=" + SEED;
      try {
        BrokenForms.assertStable(bytes, QueueCodecsTest::again, what);
        BrokenForms.assertStable(bytes, QueueCodecsTest::replyAgain, what);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(what, broken);
      }
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[2 + random.nextInt(60)];
    random.nextBytes(bytes);
    bytes[0] = 1;
    bytes[1] = (byte) random.nextInt(14);
    return bytes;
  }

  @Test
  void whatIsMoreThanMayBeIsMalformed() {
    NewMessage small = new NewMessage("m", Optional.empty(), 4, 0, Optional.empty(), new byte[0]);
    NewMessage long1 = new NewMessage("m", Optional.empty(), 4, 0, Optional.empty(), new byte[QueueLimits.BODY_BYTES]);
    NewMessage tooLong = new NewMessage("m", Optional.empty(), 4, 0, Optional.empty(), new byte[QueueLimits.BODY_BYTES + 1]);
    NewMessage urgent = new NewMessage("m", Optional.empty(), 10, 0, Optional.empty(), new byte[0]);
    assertTaken(new QueueCommand.Publish(Collections.nCopies(QueueLimits.BATCH_MESSAGES, small)));
    assertTaken(new QueueCommand.Publish(List.of(long1)));
    assertMalformed(new QueueCommand.Publish(Collections.nCopies(QueueLimits.BATCH_MESSAGES + 1, small)));
    assertMalformed(new QueueCommand.Publish(List.of(tooLong)));
    assertMalformed(new QueueCommand.Publish(List.of(urgent)));
    List<ItemRef> items = Collections.nCopies(QueueLimits.BATCH_MESSAGES + 1, new ItemRef("m", Optional.empty()));
    assertMalformed(new QueueCommand.Ack(false, "g", items));
  }

  private static void assertTaken(QueueCommand command) {
    byte[] bytes = QueueCommandCodec.encoded(command);
    assertArrayEquals(bytes, again(bytes));
  }

  private static void assertMalformed(QueueCommand command) {
    byte[] bytes = QueueCommandCodec.encoded(command);
    assertThrows(MalformedBinary.class, () -> QueueCommandCodec.decoded(bytes));
  }

  /** A frame of a few bytes that speaks of a million messages must not cost the memory of a million. */
  @Test
  void aCountThatTheBytesCannotHoldIsNotBelieved() {
    byte[] huge = new BinaryWriter().u8(1).u8(1).count(1_000_000).toBytes();
    assertThrows(MalformedBinary.class, () -> QueueReplyCodec.decoded(huge));
  }

  @Test
  void aMultiplierThatIsNoNumberIsMalformed() {
    for (double multiplier : new double[] {Double.NaN, 0, -1, Double.POSITIVE_INFINITY}) {
      SettingsChange change = new SettingsChange(Optional.empty(), Optional.empty(), Optional.of(new Backoff(1, multiplier, 2, 3)), Optional.empty(),
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
      assertMalformed(new QueueCommand.Configure(change));
    }
  }

  @Test
  void idsWithoutTheirDuplicatesAreNoReply() {
    assertThrows(Invariant.Violated.class, () -> QueueReplyCodec.encoded(new QueueReply.Published(List.of("m"), List.of())));
  }

  @Test
  void aDescriptionTakesAtLeastTheBytesThatReadersCountOn() {
    BinaryWriter out = new BinaryWriter();
    TopicSettings least = new TopicSettings(0, 0, new Backoff(0, 1, 0, 0), "", 0, 0, TopicSettings.OnFull.REJECT, TopicSettings.OnPoison.BLOCK, false, false);
    TopicDescriptionCodec.write(out, new TopicDescription("", least, List.of(), 0, 0, OptionalLong.empty(), TopicDescription.Totals.NONE));
    assertEquals(TopicDescriptionCodec.BYTES, out.length());
    assertEquals("", TopicDescriptionCodec.read(new BinaryReader(out.toBytes())).topic());
    int message = QueueReplyCodec.encoded(new QueueReply.Delivered(List.of(
        new DeliveredMessage(0, "", Optional.empty(), 0, 0, 0, "", 0, 0, Optional.empty(), new byte[0])))).length - 3;
    assertTrue(message >= MessageForm.BYTES, "a message takes " + message);
  }
}
