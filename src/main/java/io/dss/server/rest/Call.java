package io.dss.server.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A request as it came, before anything believed it. */
interface Call {
  String method();

  /** As it was sent: not decoded, not normalized, no query. */
  String path();

  /** What stands behind the {@code ?}, as it was sent. */
  Optional<String> query();

  /** All values of a header, joined by commas as RFC 9110 §5.3 has it; empty if it was not sent. */
  Optional<String> header(String name);

  /** In bytes; -1 if it was not told. */
  long contentLength();

  InputStream body() throws IOException;

  /** Of the connection, for the audit. */
  String remoteAddress();
}
