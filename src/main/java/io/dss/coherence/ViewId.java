package io.dss.coherence;

/** The ring epoch under which messages are sent and grants are drawn. */
public record ViewId(long generation, long ringEpoch) implements Comparable<ViewId> {
  public static final ViewId NONE = new ViewId(0, 0);

  @Override
  public int compareTo(ViewId other) {
    return generation != other.generation ? Long.compare(generation, other.generation) : Long.compare(ringEpoch, other.ringEpoch);
  }

  public boolean isAfter(ViewId other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return generation + "." + ringEpoch;
  }
}
