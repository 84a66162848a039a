package io.dss.transport;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the transport has done since it was made; every number only grows. Thread-safe, and cheap enough for each frame. */
public final class TransportCounters {
  /** What is counted. */
  public enum Count {
    /** Connections that both sides have proven, of either direction. */
    CONNECTIONS_OPENED,
    /** Those of them that have ended. */
    CONNECTIONS_LOST,
    FRAMES_OUT,
    FRAMES_IN,
    BYTES_OUT,
    BYTES_IN,
    /** Frames not taken because the queue to the peer was full of frames or bytes, or as many requests as allowed were pending. */
    DROPPED_QUEUE_FULL,
    /** Frames not taken because there was no proven connection. */
    DROPPED_NO_CONNECTION,
    /** Frames, sent or received, of other channels than formation while one side was not formed. */
    DROPPED_NOT_FORMED,
    /** Frames received of a channel that nobody listens to. */
    DROPPED_NO_RECEIVER,
    /** Answers that came for no pending request, or that found their connection gone. */
    DROPPED_LATE_ANSWER,
    /** Receivers and responders that threw. */
    RECEIVER_FAILED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<RefusalCause, LongAdder> refusals = new EnumMap<>(RefusalCause.class);

  public TransportCounters() {
    for (Count count : Count.values()) counts.put(count, new LongAdder());
    for (RefusalCause cause : RefusalCause.values()) refusals.put(cause, new LongAdder());
  }

  public long of(Count count) {
    return counts.get(count).sum();
  }

  public long refused(RefusalCause cause) {
    return refusals.get(cause).sum();
  }

  /** All numbers at about one moment. */
  public Snapshot snapshot() {
    Map<Count, Long> now = new EnumMap<>(Count.class);
    for (Count count : Count.values()) now.put(count, of(count));
    Map<RefusalCause, Long> refused = new EnumMap<>(RefusalCause.class);
    for (RefusalCause cause : RefusalCause.values()) refused.put(cause, refused(cause));
    return new Snapshot(Collections.unmodifiableMap(now), Collections.unmodifiableMap(refused));
  }

  public record Snapshot(Map<Count, Long> counts, Map<RefusalCause, Long> refused) {}

  void add(Count count) {
    counts.get(count).increment();
  }

  void add(Count count, long number) {
    counts.get(count).add(number);
  }

  void add(RefusalCause cause) {
    refusals.get(cause).increment();
  }
}
