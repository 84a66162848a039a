package io.dss.queue.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableCodecsTest {
  private static final Fence FENCE = new Fence(Tables.CLUSTER, 3, 1L << 40, 7);
  private static final List<TableCommand> COMMANDS = List.of(
      new TableCommand.Claim("Größe", FENCE), new TableCommand.Append("t", FENCE, 1, TableLimits.DEFAULT, List.of()),
      new TableCommand.Append("t", FENCE, Long.MAX_VALUE, new TableLimits(1, 0), List.of(new Effect.Keep(Long.MAX_VALUE, new byte[] {1}, new byte[] {2, 3}),
          new Effect.Keep(0, new byte[0], new byte[0]), new Effect.Change(5, new byte[] {4}), new Effect.Forget(6), new Effect.Note("n", new byte[] {5}),
          new Effect.Erase("ü"))));
  private static final List<TableReply> REPLIES = List.of(new TableReply.Granted(9), new TableReply.Fenced(FENCE), new TableReply.Applied(),
      new TableReply.Already(), new TableReply.Behind(4), new TableReply.Full("of it"), new TableReply.Unclaimed());

  private static byte[] encoded(TableReply reply) {
    BinaryWriter out = new BinaryWriter();
    TableReplyCodec.write(out, reply);
    return out.toBytes();
  }

  @Test
  void everythingComesBackAsItWas() {
    for (TableCommand command : COMMANDS) {
      byte[] bytes = TableCommandCodec.encoded(command);
      assertArrayEquals(bytes, TableCommandCodec.encoded(TableCommandCodec.decoded(bytes)));
    }
    TableCommand.Append append = (TableCommand.Append) TableCommandCodec.decoded(TableCommandCodec.encoded(COMMANDS.get(2)));
    assertEquals(List.of(FENCE, Long.MAX_VALUE, new TableLimits(1, 0), 6), List.of(append.fence(), append.number(), append.limits(), append.effects().size()));
    assertArrayEquals(new byte[] {2, 3}, ((Effect.Keep) append.effects().get(0)).body());
    for (TableReply reply : REPLIES) assertEquals(reply, TableReplyCodec.read(new BinaryReader(encoded(reply))));
  }

  @Test
  void whatIsCutOrTooLongIsMalformed() {
    for (TableCommand command : COMMANDS) {
      byte[] bytes = TableCommandCodec.encoded(command);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(MalformedBinary.class, () -> TableCommandCodec.decoded(cut));
      }
      assertThrows(MalformedBinary.class, () -> TableCommandCodec.decoded(Arrays.copyOf(bytes, bytes.length + 1)));
    }
  }

  @Test
  void damagedBytesAreMalformedOrAnotherValueAndNothingElse() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] command = damaged(TableCommandCodec.encoded(COMMANDS.get(random.nextInt(COMMANDS.size()))), random);
      byte[] reply = damaged(encoded(REPLIES.get(random.nextInt(REPLIES.size()))), random);
      try {
        TableCommand read = TableCommandCodec.decoded(command);
        assertEquals(Optional.empty(), TableCommandCodec.broken(read));
      } catch (MalformedBinary expected) {
        // that is what it is
      }
      try {
        TableReplyCodec.read(new BinaryReader(reply));
      } catch (MalformedBinary expected) {
        // that is what it is
      }
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  @Test
  void whatIsOutOfRangeIsNamedBeforeItGetsIntoTheLog() {
    List<TableCommand> wrong = List.of(new TableCommand.Claim("", FENCE), new TableCommand.Claim("ü".repeat(513), FENCE), append(0), append(1, new Effect.Forget(-1)),
        append(1, new Effect.Note("", new byte[0])), append(1, new Effect.Erase("n".repeat(4_097))));
    for (TableCommand command : wrong) assertTrue(TableCommandCodec.broken(command).isPresent(), command::toString);
    assertThrows(MalformedBinary.class, () -> TableCommandCodec.decoded(TableCommandCodec.encoded(append(1, new Effect.Erase("")))));
    assertThrows(MalformedBinary.class, () -> TableCommandCodec.decoded(TableCommandCodec.encoded(append(0))));
    assertThrows(MalformedBinary.class, () -> TableCommandCodec.decoded(TableCommandCodec.encoded(new TableCommand.Claim("", FENCE))));
    for (TableCommand command : COMMANDS) assertEquals(Optional.empty(), TableCommandCodec.broken(command));
  }

  private static TableCommand append(long number, Effect... effects) {
    return new TableCommand.Append("t", FENCE, number, TableLimits.DEFAULT, List.of(effects));
  }

  @Test
  void cursorsComeBackAsTheyWere() {
    for (Cursor cursor : List.of(new Cursor.Start(), new Cursor.AfterMessage(0), new Cursor.AfterMessage(Long.MAX_VALUE), new Cursor.AfterNote("n"), new Cursor.AfterNote("m 7"))) {
      assertEquals(cursor, Cursor.of(cursor.text()));
    }
    for (String wrong : List.of("", "m", "mx", "m-1", "x")) assertThrows(IllegalArgumentException.class, () -> Cursor.of(Optional.of(wrong)), wrong);
  }
}
