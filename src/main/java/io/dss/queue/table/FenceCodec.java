package io.dss.queue.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.Fence;

/** {@link Fence}s as bytes, within other forms. */
public final class FenceCodec {
  private FenceCodec() {}

  public static BinaryWriter write(BinaryWriter out, Fence fence) {
    return out.string(fence.cluster().value()).count(fence.generation()).count(fence.ringEpoch()).count(fence.claim());
  }

  /** @throws MalformedBinary if there is no fence */
  public static Fence read(BinaryReader in) {
    try {
      return new Fence(new ClusterId(in.string()), in.count(), in.count(), in.count());
    } catch (IllegalArgumentException wrong) {
      throw new MalformedBinary(wrong.getMessage());
    }
  }
}
