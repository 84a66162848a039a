package io.dss.kernel;

/** The name of one data directory, drawn when it was made and kept in it: 32 lower-case hexadecimal digits. A wiped disk has another one, so it cannot vote as the old one. */
public record DiskId(String value) implements Comparable<DiskId> {
  public DiskId {
    if (!value.matches("[0-9a-f]{32}")) throw new IllegalArgumentException("'" + value + "' is no disk id: 32 hexadecimal digits are");
  }

  /** A new one from 128 bits of {@code entropy}. */
  public static DiskId draw(Entropy entropy) {
    return new DiskId(String.format("%016x%016x", entropy.nextLong(), entropy.nextLong()));
  }

  @Override
  public int compareTo(DiskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
