package io.dss.cache;

/**
 * Orders all writes of a key, over all its owners. The home draws a new grant with every exclusive line that it hands out, grants of a later ring epoch are
 * higher, and the owner counts its writes: so no version is ever used twice, and the store takes none that is not above the one it has.
 *
 * @param generation of the log, raised by a recovery that goes back in history
 * @param ringEpoch log index of the cache ring's epoch in which the home granted
 * @param grant counts the home's grants within that epoch, from 1
 * @param counter counts the owner's writes under the grant, from 1
 */
public record Version(long generation, long ringEpoch, long grant, long counter) implements Comparable<Version> {
  /** Of a key that was never written. */
  public static final Version NONE = new Version(0, 0, 0, 0);

  private static final int RADIX = 36;
  private static final int PARTS = 4;

  public Version {
    if (generation < 0 || ringEpoch < 0 || grant < 0 || counter < 0) throw new IllegalArgumentException("version " + generation + "." + ringEpoch + "." + grant + "." + counter);
  }

  /** Before the first write under a grant. */
  public static Version granted(long generation, long ringEpoch, long grant) {
    return new Version(generation, ringEpoch, grant, 0);
  }

  public Version next() {
    return new Version(generation, ringEpoch, grant, counter + 1);
  }

  public boolean isAfter(Version other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Version other) {
    if (generation != other.generation) return Long.compare(generation, other.generation);
    if (ringEpoch != other.ringEpoch) return Long.compare(ringEpoch, other.ringEpoch);
    return grant != other.grant ? Long.compare(grant, other.grant) : Long.compare(counter, other.counter);
  }

  /** Opaque to callers; the empty text is {@link #NONE}. */
  public String text() {
    if (equals(NONE)) return "";
    return Long.toString(generation, RADIX) + "-" + Long.toString(ringEpoch, RADIX) + "-" + Long.toString(grant, RADIX) + "-" + Long.toString(counter, RADIX);
  }

  /** @throws IllegalArgumentException if no {@link #text} is like that */
  public static Version parse(String text) {
    if (text.isEmpty()) return NONE;
    String[] parts = text.split("-", -1);
    if (parts.length != PARTS) throw new IllegalArgumentException("no version: " + text);
    Version version = new Version(part(parts[0]), part(parts[1]), part(parts[2]), part(parts[3]));
    if (!version.text().equals(text)) throw new IllegalArgumentException("no version: " + text);
    return version;
  }

  private static long part(String text) {
    return Long.parseLong(text, RADIX);
  }

  @Override
  public String toString() {
    return generation + "." + ringEpoch + "." + grant + "." + counter;
  }
}
