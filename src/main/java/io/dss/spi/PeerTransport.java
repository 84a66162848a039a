package io.dss.spi;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Carries opaque frames between nodes. Thread-safe; nothing here ever blocks its caller: every queue is bounded and what does not fit is refused.
 * Frames of one channel from one node to another arrive in the order they were sent, or not at all; none arrives twice.
 */
public interface PeerTransport extends AutoCloseable {
  /** Who a frame is for, so that one connection carries them all. The number is the wire form. */
  enum Channel {
    RAFT(1),
    CLUSTER(2),
    LOCK(3),
    FORMATION(4),
    STATUS(5),
    /** From any node to the owner of a topic. */
    QUEUE(6),
    /** From an owner to the leader, which keeps the embedded stores. */
    STORE(7),
    /** What cache nodes say to each other about lines; numbered, acknowledged and repeated by who sends it. */
    CACHE(8),
    /** From any node to a cache node. */
    CACHE_CALL(9),
    /** From a home to the leader, which keeps the embedded main memory. */
    MEMORY(10);

    private final int number;

    Channel(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  /** Who is at the other end, as the handshake proved it. The cluster is empty as long as that node has not been formed. */
  record Peer(Incarnation incarnation, DiskId disk, Optional<ClusterId> cluster) {
    public NodeId node() {
      return incarnation.node();
    }
  }

  /** Takes one-way frames. Called on a thread of the connection, one at a time per peer; must not block. */
  @FunctionalInterface
  interface Receiver {
    void receive(Peer from, byte[] frame);
  }

  /** Answers requests. Called like a {@link Receiver}; the stage may complete on any thread. Completing it exceptionally closes nothing: the asker gets {@link Failure.Refused}. */
  @FunctionalInterface
  interface Responder {
    CompletionStage<byte[]> respond(Peer from, byte[] request);
  }

  /** Sends a one-way frame; false if it was dropped at once (no connection, or the queue to that peer is full). True promises nothing. */
  boolean send(NodeId to, Channel channel, byte[] frame);

  /**
   * Sends a request. The stage completes with the answer, or exceptionally with a {@link Failure} that says whether the peer may have seen it; on a
   * thread of the transport, so what depends on it must not block.
   */
  CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos);

  void receive(Channel channel, Receiver receiver);

  void respond(Channel channel, Responder responder);

  /** The peers this node knows an address of and has no proven connection to. */
  Set<NodeId> unreachable();

  /** What this thread is at, as far as requests from other threads are to be part of it. */
  default Trail trail() {
    return Trail.NONE;
  }

  /** Why a request has no answer. */
  abstract sealed class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private Failure(String what) {
      super(what);
    }

    /** It never left this node. */
    public static final class NotSent extends Failure {
      private static final long serialVersionUID = 1L;

      public NotSent(String what) {
        super(what);
      }
    }

    /** The connection was lost, or time ran out, after it left: the peer may have seen it. */
    public static final class Unanswered extends Failure {
      private static final long serialVersionUID = 1L;

      public Unanswered(String what) {
        super(what);
      }
    }

    /** The peer's responder failed or there is none. */
    public static final class Refused extends Failure {
      private static final long serialVersionUID = 1L;

      public Refused(String what) {
        super(what);
      }
    }
  }

  @Override
  void close();
}
