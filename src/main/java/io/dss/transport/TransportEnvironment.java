package io.dss.transport;

import io.dss.kernel.Entropy;
import io.dss.spi.PeerTransport.Peer;
import io.dss.spi.TimeSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What the transport is given; it makes no thread, clock or randomness of its own (bar the nonces of its handshakes).
 *
 * @param self who this node is now; asked at every handshake, from any thread, and must not block. See {@link UpgradeTransport#announce}
 * @param threads makes the threads that block: two for each connection to a peer, two for each from one
 * @param scheduler runs the short periodic sweep over deadlines and silences; on it requests time out
 * @param entropy jitter of the back-off; called by one thread at a time
 * @param tls for {@code https} peers; the name in the certificate must be the host's
 */
public record TransportEnvironment(
    Supplier<Peer> self,
    ClusterSecret secret,
    TransportSettings settings,
    TransportCounters counters,
    ThreadFactory threads,
    ScheduledExecutorService scheduler,
    TimeSource time,
    Entropy entropy,
    SSLContext tls) {

  long nanosFromNow(int millis) {
    return time.monotonicNanos() + millis * 1_000_000L;
  }

  /** Whether the deadline is behind us; right across the clock's overflow. */
  boolean past(long deadlineNanos) {
    return time.monotonicNanos() - deadlineNanos >= 0;
  }
}
