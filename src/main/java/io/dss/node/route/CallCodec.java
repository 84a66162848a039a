package io.dss.node.route;

/**
 * The binary forms of one service's calls. Decoding throws {@link io.dss.kernel.MalformedBinary} whatever the bytes are.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public interface CallCodec<Q, R> {
  byte[] encodeRequest(Q request);

  Q decodeRequest(byte[] bytes);

  byte[] encodeReply(R reply);

  R decodeReply(byte[] bytes);

  /** Whether carrying it out may change anything: then a call that may have been carried out and was not answered ends as {@code unknown_outcome}. */
  boolean changes(Q request);

  /** Whether it may be sent again where it is not known that nothing was done: it changes nothing, or is known by a name wherever it is carried out. */
  default boolean repeatable(Q request) {
    return true;
  }
}
