package io.dss.node.route;

import io.dss.kernel.MalformedBinary;
import java.nio.charset.StandardCharsets;

/** Calls that are texts. Requests that begin with "read" change nothing; there is no empty text. */
final class TextCodec implements CallCodec<String, String> {
  @Override
  public byte[] encodeRequest(String request) {
    return request.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String decodeRequest(byte[] bytes) {
    if (bytes.length == 0) throw new MalformedBinary("nothing");
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public byte[] encodeReply(String reply) {
    return encodeRequest(reply);
  }

  @Override
  public String decodeReply(byte[] bytes) {
    return decodeRequest(bytes);
  }

  @Override
  public boolean changes(String request) {
    return !request.startsWith("read");
  }
}
