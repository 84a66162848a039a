package io.dss.sim;

import io.dss.cluster.Membership;
import io.dss.cluster.MembershipReply;
import io.dss.kernel.NodeId;
import io.dss.lock.LockCommandCodec;
import io.dss.lock.LockEvent;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.node.cluster.MembershipReplica;
import io.dss.node.lock.LockReplica;
import io.dss.node.raft.RaftListener;
import io.dss.node.raft.ReplicatedTable;
import io.dss.raft.RoleChange;
import java.util.Iterator;
import java.util.List;

/** Stands between the loop of one process and its tables, and tells the oracle what is applied. */
final class ReplicaWatch {
  private final LogOracle oracle;
  private final NodeId node;
  private final LockReplica locks;
  private final MembershipReplica members;
  private List<LockEvent> events = List.of();

  ReplicaWatch(LogOracle oracle, NodeId node, LockReplica locks, MembershipReplica members) {
    this.oracle = oracle;
    this.node = node;
    this.locks = locks;
    this.members = members;
    locks.listen((reply, happened, timeMillis, replay) -> events = happened);
  }

  List<ReplicatedTable<?>> tables() {
    return List.of(new Watched<>(locks) {
      @Override
      public LockReply apply(byte[] command, long index, long timeMillis, boolean replay) {
        LockTable before = locks.table();
        LockReply reply = super.apply(command, index, timeMillis, replay);
        boolean changed = before != locks.table();
        oracle.applied(node, index, new LogOracle.LockEntry(LockCommandCodec.decoded(command), timeMillis, changed, events, locks.table()));
        return reply;
      }
    }, new Watched<>(members) {
      @Override
      public MembershipReply apply(byte[] command, long index, long timeMillis, boolean replay) {
        MembershipReply reply = super.apply(command, index, timeMillis, replay);
        Membership after = members.table();
        oracle.applied(node, index, new LogOracle.MemberEntry(command, after));
        return reply;
      }
    });
  }

  RaftListener listener() {
    return new RaftListener() {
      @Override
      public void roleChanged(RoleChange change) {
        oracle.roleChanged(node, change);
      }

      @Override
      public void snapshotRestored(long index) {
        oracle.restored(node, index, locks.table(), members.table());
      }
    };
  }

  private static class Watched<R> implements ReplicatedTable<R> {
    private final ReplicatedTable<R> table;

    Watched(ReplicatedTable<R> table) {
      this.table = table;
    }

    @Override
    public int tag() {
      return table.tag();
    }

    @Override
    public R apply(byte[] command, long index, long timeMillis, boolean replay) {
      return table.apply(command, index, timeMillis, replay);
    }

    @Override
    public View view() {
      return table.view();
    }

    @Override
    public Runnable restored(Iterator<byte[]> chunks) {
      return table.restored(chunks);
    }
  }
}
