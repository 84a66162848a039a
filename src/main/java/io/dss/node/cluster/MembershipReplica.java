package io.dss.node.cluster;

import io.dss.cluster.Applied;
import io.dss.cluster.CommandCodec;
import io.dss.cluster.Membership;
import io.dss.cluster.MembershipCodec;
import io.dss.cluster.MembershipCommand;
import io.dss.cluster.MembershipEvent;
import io.dss.cluster.MembershipReply;
import io.dss.node.raft.ReplicatedTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** This node's replica of the membership: applies what the log says and tells listeners. The table is an immutable value; any thread may read it. */
public final class MembershipReplica implements ReplicatedTable<MembershipReply> {
  /** The membership's tag in the log and in snapshots. */
  public static final int TAG = 2;

  private static final System.Logger LOG = System.getLogger(MembershipReplica.class.getName());

  /** Told on the loop after an entry was applied, or a snapshot took the place of many ({@code command} null then). Must not block. */
  @FunctionalInterface
  public interface Listener {
    void applied(MembershipCommand command, Membership after);
  }

  private final List<Listener> listeners = new ArrayList<>();
  private volatile Membership table = Membership.EMPTY;

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public Membership table() {
    return table;
  }

  @Override
  public int tag() {
    return TAG;
  }

  @Override
  public MembershipReply apply(byte[] bytes, long index, long timeMillis, boolean replay) {
    MembershipCommand command = CommandCodec.decoded(bytes);
    Applied applied = table.apply(command, index, timeMillis);
    table = applied.membership();
    if (!replay) {
      for (MembershipEvent event : applied.events()) LOG.log(System.Logger.Level.INFO, "epoch " + table.view().epoch() + ": " + event);
    }
    for (Listener listener : listeners) listener.applied(command, table);
    return applied.reply();
  }

  @Override
  public View view() {
    Membership now = table;
    return chunks -> chunks.accept(MembershipCodec.encoded(now));
  }

  @Override
  public Runnable restored(Iterator<byte[]> chunks) {
    Membership read = MembershipCodec.decoded(chunks.next());
    return () -> {
      table = read;
      for (Listener listener : listeners) listener.applied(null, read);
    };
  }
}
