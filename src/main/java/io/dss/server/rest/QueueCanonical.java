package io.dss.server.rest;

import io.dss.kernel.BinaryWriter;
import io.dss.queue.Backoff;
import io.dss.queue.ItemRef;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueCommand.Configure;
import io.dss.queue.QueueCommand.Extend;
import io.dss.queue.QueueCommand.Nack;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueCommand.Resume;
import io.dss.queue.SettingsChange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of a change to a topic as bytes, for the digest of its {@code Idempotency-Key}. The form that travels between nodes was rejected for it: that one
 * may change with a version, and a key must not.
 */
final class QueueCanonical {
  private final BinaryWriter out = new BinaryWriter();

  private QueueCanonical() {}

  /** @param command as the client sent it: no id is in it that the client did not give */
  static byte[] of(QueueCommand command) {
    QueueCanonical canonical = new QueueCanonical();
    canonical.out.string(command.getClass().getSimpleName()).bool(command.dead());
    canonical.write(command);
    return canonical.out.toBytes();
  }

  private void write(QueueCommand command) {
    if (command instanceof Publish it) {
      it.messages().forEach(this::message);
    } else if (command instanceof Ack it) {
      settled(it.group(), it.items());
    } else if (command instanceof Nack it) {
      settled(it.group(), it.items());
      optional(it.delayMillis());
      text(it.reason());
      out.bool(it.terminal());
    } else if (command instanceof Extend it) {
      settled(it.group(), it.items());
      optional(it.visibilityMillis());
    } else if (command instanceof Configure it) {
      settings(it.change());
    } else if (command instanceof Redrive it) {
      out.count(it.messageIds().size());
      it.messageIds().forEach(out::string);
      text(it.reason());
      out.i64(it.limit());
    } else if (command instanceof Resume it) {
      text(it.key());
    }
  }

  private void message(NewMessage it) {
    out.string(it.messageId());
    text(it.key());
    out.i32(it.priority()).i64(it.delayMillis());
    number(it.ttlMillis());
    out.bytes(it.body());
  }

  private void settled(String group, List<ItemRef> items) {
    out.string(group).count(items.size());
    for (ItemRef item : items) {
      out.string(item.messageId());
      text(item.receipt());
    }
  }

  private void settings(SettingsChange it) {
    number(it.visibilityMillis());
    number(it.maxAttempts());
    out.bool(it.backoff().isPresent());
    it.backoff().ifPresent(this::backoff);
    text(it.deadLetter());
    number(it.maxLength());
    number(it.maxBytes());
    text(it.onFull().map(Enum::name));
    text(it.onPoison().map(Enum::name));
    text(it.deadLetterExpired().map(String::valueOf));
  }

  private void backoff(Backoff it) {
    out.i64(it.initialMillis()).i64(Math.round(it.multiplier() * 1_000)).i64(it.maxMillis()).i32(it.jitterPercent());
  }

  private void text(Optional<String> value) {
    out.bool(value.isPresent()).string(value.orElse(""));
  }

  private void number(Optional<? extends Number> value) {
    out.bool(value.isPresent()).i64(value.isPresent() ? value.get().longValue() : 0);
  }

  private void optional(OptionalLong value) {
    out.bool(value.isPresent()).i64(value.orElse(0));
  }
}
