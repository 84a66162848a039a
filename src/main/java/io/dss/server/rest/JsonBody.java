package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.MALFORMED_JSON;
import static io.dss.protocol.ProblemCode.WRONG_TYPE;

import io.dss.protocol.Rejected;
import io.dss.server.rest.JsonField.Kind;

/**
 * Reads a body strictly ({@link JsonScanner}). What parsers differ about is refused, because two that read the same body differently are how a check is
 * walked around.
 */
final class JsonBody {
  private JsonBody() {}

  /** The object that {@code bytes} are; nobody writes to them any more. @throws Rejected if it is anything else */
  static JsonField object(byte[] bytes) {
    if (bytes.length == 0) throw new Rejected(MALFORMED_JSON, "the body is empty, a JSON object is due");
    JsonField root = JsonField.at(bytes, JsonScanner.check(bytes));
    if (root.kind() != Kind.OBJECT) throw new Rejected(WRONG_TYPE, "the body is " + root.described() + ", an object is due");
    return root;
  }
}
