package io.dss.transport;

/**
 * The transport's limits and times; {@link #defaults()} are for nodes of one data centre.
 *
 * @param drainMillis how long {@link UpgradeTransport#close} lets requests and answers that are on their way end, 0-60,000
 */
public record TransportSettings(Heartbeat heartbeat, Dialing dialing, Limits limits, int drainMillis) {
  public TransportSettings {
    within("drain", drainMillis, 0, 60_000);
  }

  public static TransportSettings defaults() {
    return new TransportSettings(
        new Heartbeat(1_000, 4_000), new Dialing(2_000, 3_000, 50, 2_000), new Limits(4 << 20, 8_192, 16 << 20, 4_096, 64), 1_000);
  }

  public TransportSettings with(Heartbeat other) {
    return new TransportSettings(other, dialing, limits, drainMillis);
  }

  public TransportSettings with(Dialing other) {
    return new TransportSettings(heartbeat, other, limits, drainMillis);
  }

  public TransportSettings with(Limits other) {
    return new TransportSettings(heartbeat, dialing, other, drainMillis);
  }

  /**
   * How a connection that carries nothing is told from a dead one. A cut is noticed at most {@code pingMillis + silenceMillis} and one {@link UpgradeTransport#SWEEP_MILLIS} after it.
   *
   * @param pingMillis 10-10,000: the container fails a blocking read after 30 s without a byte
   * @param silenceMillis after this long without a byte the connection is lost; at least three pings
   */
  public record Heartbeat(int pingMillis, int silenceMillis) {
    public Heartbeat {
      within("ping", pingMillis, 10, 10_000);
      within("silence", silenceMillis, 3 * pingMillis, 300_000);
    }
  }

  /**
   * @param connectTimeoutMillis for the TCP connection, 1-60,000
   * @param handshakeTimeoutMillis from there (TLS included) to the proof of the other side, for either side, 1-60,000
   * @param backoffMinMillis the first pause before dialing again, 1-60,000; doubled each time, half of it random
   * @param backoffMaxMillis the longest pause
   */
  public record Dialing(int connectTimeoutMillis, int handshakeTimeoutMillis, int backoffMinMillis, int backoffMaxMillis) {
    public Dialing {
      within("connect timeout", connectTimeoutMillis, 1, 60_000);
      within("handshake timeout", handshakeTimeoutMillis, 1, 60_000);
      within("shortest back-off", backoffMinMillis, 1, 60_000);
      within("longest back-off", backoffMaxMillis, backoffMinMillis, 600_000);
    }
  }

  /**
   * @param maxFrameBytes of one frame without its length; the same on every node, 1 KiB - 64 MiB
   * @param queueFrames frames that wait to be written, per connection and direction
   * @param queueBytes bytes of these; at least one frame of {@code maxFrameBytes}
   * @param pendingRequests requests without an answer yet, per connection: on the asking and, by itself, on the answering side
   * @param unprovenConnections upgraded connections that have not proven the secret yet, 1-10,000; each holds a thread
   */
  public record Limits(int maxFrameBytes, int queueFrames, int queueBytes, int pendingRequests, int unprovenConnections) {
    public Limits {
      within("frame bytes", maxFrameBytes, 1 << 10, 64 << 20);
      within("queued frames", queueFrames, 1, 1_000_000);
      within("queued bytes", queueBytes, maxFrameBytes + Frame.LENGTH_BYTES, 1 << 30);
      within("pending requests", pendingRequests, 1, 1_000_000);
      within("unproven connections", unprovenConnections, 1, 10_000);
    }
  }

  private static void within(String what, int value, int least, int most) {
    if (value < least || value > most) throw new IllegalArgumentException("transport: " + what + " " + value + " is outside " + least + ".." + most);
  }
}
