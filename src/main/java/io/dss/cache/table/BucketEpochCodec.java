package io.dss.cache.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;

/** {@link BucketEpoch}s as bytes, within other forms. */
public final class BucketEpochCodec {
  private BucketEpochCodec() {}

  public static BinaryWriter write(BinaryWriter out, BucketEpoch epoch) {
    return out.count(epoch.generation()).count(epoch.logIndex());
  }

  /** @throws MalformedBinary if there is none */
  public static BucketEpoch read(BinaryReader in) {
    return new BucketEpoch(in.count(), in.count());
  }
}
