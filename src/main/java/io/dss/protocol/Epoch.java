package io.dss.protocol;

/** When a view or a ring began: raised generation first, then log index. In JSON {@code "GENERATION.INDEX"}, opaque to clients but for equality. */
public record Epoch(long generation, long index) {
  void write(JsonText out) {
    out.field("epoch", generation + "." + index);
  }
}
