package io.dss.transport;

import io.dss.spi.PeerTransport.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answering side of the handshake, for whatever HTTP server stands before it: it is shown a request for {@code /peer} and says what to answer.
 * Thread-safe, and never blocks.
 */
public final class PeerDoor {
  private final TransportEnvironment environment;
  private final Inbound inbound;

  PeerDoor(TransportEnvironment environment, Inbound inbound) {
    this.environment = environment;
    this.inbound = inbound;
  }

  /** What to answer. */
  public sealed interface Verdict permits Refused, Welcome {
    int status();

    Map<String, String> headers();
  }

  /** For the time in which there is no transport. */
  public static final Verdict CLOSED = new Refused(RefusalCause.STOPPING);

  /** Not upgraded: a problem document. */
  public record Refused(RefusalCause cause) implements Verdict {
    @Override
    public int status() {
      return cause.status();
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", "application/problem+json");
      // Payara sends an answer with an Upgrade header without its length and keeps the connection for 30 s: the client would wait for the end.
      headers.put("Connection", "close");
      headers.put(Dialer.REFUSAL, cause.code());
      if (cause == RefusalCause.UPGRADE_REQUIRED) headers.put("Upgrade", Handshake.PROTOCOL);
      if (cause == RefusalCause.METHOD_NOT_ALLOWED) headers.put("Allow", "GET");
      if (cause.status() == 503) headers.put("Retry-After", "1");
      return headers;
    }

    /** The document; every part of it is a constant of ours, so nothing in it needs escaping. */
    public String problem() {
      return String.format(
          "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\",\"retryable\":%b}",
          cause.detail(), cause.status(), cause.detail(), cause.code(), cause.retryable());
    }
  }

  /** To be upgraded: answer 101 with these headers, then {@link #open} with the streams. Whoever asked has yet to prove the secret. */
  public static final class Welcome implements Verdict {
    private final Handshake handshake;
    private final Map<String, String> headers;
    private final Inbound inbound;

    private Welcome(Handshake handshake, Map<String, String> headers, Inbound inbound) {
      this.handshake = handshake;
      this.headers = headers;
      this.inbound = inbound;
    }

    @Override
    public int status() {
      return 101;
    }

    @Override
    public Map<String, String> headers() {
      return headers;
    }

    /** Starts the connection's thread and returns. The answer must have been flushed. @throws IllegalStateException if there is no thread for it; the wire is cut then */
    public void open(Wire wire) {
      inbound.open(handshake, wire);
    }
  }

  /**
   * Judges a request and counts it if it is refused.
   *
   * @param header the first value of a header, null if there is none; names in any case
   */
  public Verdict knock(String method, Function<String, String> header) {
    Verdict verdict = judge(method, header);
    if (verdict instanceof Refused refused) environment.counters().add(refused.cause());
    return verdict;
  }

  private Verdict judge(String method, Function<String, String> header) {
    if (!method.equals("GET")) return new Refused(RefusalCause.METHOD_NOT_ALLOWED);
    if (!Handshake.PROTOCOL.equals(header.apply("Upgrade"))) return new Refused(RefusalCause.UPGRADE_REQUIRED);
    if (inbound.stopping()) return new Refused(RefusalCause.STOPPING);
    try {
      Handshake.Call call = Handshake.Call.read(header);
      // First of all after the form: who does not know the secret learns nothing about the cluster.
      if (!call.sealed(environment.secret(), header)) return new Refused(RefusalCause.WRONG_SECRET);
      Handshake handshake = new Handshake(call, new Hello(environment.self().get(), Handshake.nonce()));
      Optional<RefusalCause> cause = cause(handshake);
      if (cause.isPresent()) return new Refused(cause.get());
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Connection", "Upgrade");
      headers.put("Upgrade", Handshake.PROTOCOL);
      headers.putAll(handshake.answerHeaders(environment.secret()));
      return new Welcome(handshake, headers, inbound);
    } catch (MalformedHandshake e) {
      return new Refused(RefusalCause.MALFORMED_HANDSHAKE);
    }
  }

  private Optional<RefusalCause> cause(Handshake handshake) {
    Peer self = handshake.answer().who();
    if (!handshake.call().to().equals(self.node())) return Optional.of(RefusalCause.WRONG_NODE);
    if (!inbound.knows(handshake.call().hello().who().node())) return Optional.of(RefusalCause.UNKNOWN_NODE);
    if (handshake.clustersDiffer()) return Optional.of(RefusalCause.WRONG_CLUSTER);
    if (inbound.stale(handshake.call())) return Optional.of(RefusalCause.STALE_CONNECTION);
    return inbound.crowded() ? Optional.of(RefusalCause.TOO_MANY_CONNECTIONS) : Optional.empty();
  }
}
