package io.dss.coherence.sim;

import io.dss.coherence.Message;
import io.dss.coherence.Message.Backup;
import io.dss.coherence.Message.BackupAck;
import io.dss.coherence.Message.Keyed;
import io.dss.coherence.Message.Reports;
import io.dss.coherence.Message.Safe;
import java.util.Optional;
import java.util.function.Consumer;

/** What nodes say instead, where a {@link Drill} has them break a rule. */
final class Sabotage {
  private Sabotage() {}

  static Message said(Drill drill, Message message) {
    if (drill != Drill.DIRTY_LINES_NOT_REPORTED || !(message instanceof Reports reports)) return message;
    return new Reports(reports.held().stream().filter(held -> !held.dirty()).toList(), reports.last());
  }

  /** @return whether the message was kept from the bucket, and answered if it has to be */
  static boolean swallows(Drill drill, Message message, Consumer<Message> answer) {
    if (!(message instanceof Keyed keyed)) return false;
    if (drill == Drill.WRITES_ANSWERED_AT_ONCE) return keyed.about() instanceof BackupAck;
    if (drill != Drill.BACKUPS_NOT_KEPT || !(keyed.about() instanceof Backup backup) || backup.through()) return false;
    answer.accept(new Keyed(keyed.key(), new BackupAck(backup.entry().version(), Safe.KEPT)));
    return true;
  }

  /** What the sender of a backup takes for its answer before there is one. */
  static Optional<Message> early(Drill drill, Message message) {
    if (drill != Drill.WRITES_ANSWERED_AT_ONCE || !(message instanceof Keyed keyed) || !(keyed.about() instanceof Backup backup)) return Optional.empty();
    return Optional.of(new Keyed(keyed.key(), new BackupAck(backup.entry().version(), backup.through() ? Safe.STORED : Safe.KEPT)));
  }
}
