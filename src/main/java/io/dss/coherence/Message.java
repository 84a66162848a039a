package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.Optional;

/**
 * What nodes say to each other about one key. Between two nodes messages arrive in order and without copies as long as both are in the view; each is sent under
 * the ring epoch of its view.
 */
public sealed interface Message {
  /** To the home of the key. */
  sealed interface ToHome extends Message {}

  /** To a node that has, or wants, a line. */
  sealed interface ToCache extends Message {}

  /** To a node that keeps backups. */
  sealed interface ToBackup extends Message {}

  record GetS() implements ToHome {}

  /** @param have it holds a shared line, and needs no value if it is still a sharer */
  record GetM(boolean have) implements ToHome {}

  record PutM(Entry entry) implements ToHome {}

  record FetchAck(Fetched fetched, Entry entry) implements ToHome {}

  enum Fetched { ABSENT, CLEAN, DIRTY }

  record InvAck() implements ToHome {}

  record DataAck() implements ToHome {}

  /** After a change of view: what the node holds of the key. @param backup what it keeps for another */
  record Report(LineState state, Entry entry, boolean dirty, Optional<Entry> backup) implements ToHome {}

  enum Granted { S, E, M, M_DIRTY }

  /** @param entry empty where the line was asked for with {@code have} by a node that is still a sharer @param grant {@link Version#NONE} of a shared line */
  record Data(Granted granted, Version grant, Optional<Entry> entry) implements ToCache {}

  /** @param invalidate else it may go on reading */
  record Fetch(boolean invalidate) implements ToCache {}

  record Inv() implements ToCache {}

  record Release() implements ToCache {}

  record PutAck(Version version) implements ToCache {}

  /** The home of the new view has all reports and is open. @param backup who keeps the backup; all others drop theirs */
  record Resume(Version version, Optional<NodeId> backup) implements ToCache {}

  record Backup(Entry entry) implements ToBackup {}

  record BackupAck(Version version) implements ToCache {}
}
