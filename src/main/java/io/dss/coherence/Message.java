package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What nodes say to each other about the keys of one bucket. Between two nodes messages arrive in order and without copies as long as both are in the view; each
 * is sent under the ring epoch of its view.
 */
public sealed interface Message {
  /** About one key. */
  record Keyed(String key, OfKey about) implements Message {}

  /** After a change of view, to the home: what the sender holds. In parts; with the last it has said all. */
  record Reports(List<Held> held, boolean last) implements Message {
    public Reports {
      held = List.copyOf(held);
    }
  }

  /**
   * @param entry with its content where it is dirty; else only its version counts
   * @param backup what the node keeps for another
   */
  record Held(String key, LineState state, boolean dirty, Entry entry, Optional<Entry> backup) {}

  /** From the home, after it has all reports: the bucket goes on. In parts; keys that are not named stay as they are, and with the last part it is open. */
  record Resumes(List<Resumed> resumed, boolean last) implements Message {
    public Resumes {
      resumed = List.copyOf(resumed);
    }
  }

  /** @param version the newest @param backup who keeps a backup of it; all others drop theirs */
  record Resumed(String key, Version version, Optional<NodeId> backup) {}

  sealed interface OfKey {}

  /** To the home of the key. */
  sealed interface ToHome extends OfKey {}

  /** To a node that has, or wants, a line. */
  sealed interface ToCache extends OfKey {}

  /** To a node that keeps backups. */
  sealed interface ToBackup extends OfKey {}

  record GetS() implements ToHome {}

  /** @param have it holds a shared line, and needs no value if it is still a sharer */
  record GetM(boolean have) implements ToHome {}

  /** @param keep the sender stays owner, and only wants main memory to have it */
  record PutM(Entry entry, boolean keep) implements ToHome {}

  /** A clean line was dropped: the directory forgets the sender, and with the last one the key. Not answered. */
  record PutS() implements ToHome {}

  record FetchAck(Fetched fetched, Entry entry) implements ToHome {}

  enum Fetched { ABSENT, CLEAN, DIRTY }

  record InvAck() implements ToHome {}

  record DataAck() implements ToHome {}

  enum Granted { S, E, M, M_DIRTY }

  /**
   * @param grant of an exclusive line; {@link Version#NONE} of a shared one
   * @param entry empty where the line was asked for with {@code have} by a node that is still a sharer
   * @param fromPeer another node's line, not main memory
   */
  record Data(Granted granted, Version grant, Optional<Entry> entry, boolean fromPeer) implements ToCache {}

  /** @param invalidate else it may go on reading */
  record Fetch(boolean invalidate) implements ToCache {}

  record Inv() implements ToCache {}

  record Release() implements ToCache {}

  /** Main memory has it, or something newer. */
  record PutAck(Version version) implements ToCache {}

  /** @param through it is to go to main memory, and is answered when it is there (write safety {@code store}) */
  record Backup(Entry entry, boolean through) implements ToBackup {}

  /** Backups up to this version are not needed any more. Not answered. */
  record Forget(Version version) implements ToBackup {}

  enum Safe { KEPT, STORED, REFUSED }

  /** @param safe {@code REFUSED}: main memory is full, and the write is undone */
  record BackupAck(Version version, Safe safe) implements ToCache {}
}
