package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_REQUEST;
import static io.dss.protocol.ProblemCode.NOT_ACCEPTABLE;
import static io.dss.protocol.ProblemCode.TOO_LARGE;
import static io.dss.protocol.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import io.dss.protocol.Rejected;
import java.io.IOException;
import java.util.Map;

/** Takes the body of a call in, in the order of the contract: kind of body, kind of answer, size, JSON. Thread-safe. */
final class Intake {
  private final int maxBodyBytes;

  /** @param maxBodyBytes {@code dss.http.max-body} */
  Intake(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** For a call with required fields: it must have an object as its body. */
  Fields fields(Call call) {
    return new Fields(JsonBody.object(bytes(call, Answer.JSON)).members());
  }

  /** For a call whose fields are all optional: it may come without a body. */
  Fields fieldsIfAny(Call call) {
    return fieldsIfAny(call, Answer.JSON);
  }

  private Fields fieldsIfAny(Call call, String answered) {
    if (!hasBody(call)) {
      acceptable(call, answered);
      return new Fields(Map.of());
    }
    byte[] bytes = bytes(call, answered);
    return new Fields(bytes.length == 0 ? Map.of() : JsonBody.object(bytes).members());
  }

  /** For a call that needs no field and so no body; one that is sent is held to the same rules, or the same request would be fine here and refused there. */
  void noFields(Call call) {
    fieldsIfAny(call);
  }

  /** The same for a call that is answered with another kind than JSON. */
  void noFields(Call call, String answered) {
    fieldsIfAny(call, answered);
  }

  private static boolean hasBody(Call call) {
    return call.contentLength() > 0 || call.header("Transfer-Encoding").isPresent();
  }

  /** Also checks of what kind it is, and of what kind the answer may be. */
  private byte[] bytes(Call call, String answered) {
    BodyKind.fault(call).ifPresent(what -> {
      throw new Rejected(UNSUPPORTED_MEDIA_TYPE, what);
    });
    acceptable(call, answered);
    return read(call);
  }

  private static void acceptable(Call call, String answered) {
    String accept = call.header("Accept").orElse("*/*");
    if (!AcceptedKinds.include(accept, answered)) {
      throw new Rejected(NOT_ACCEPTABLE, "Accept allows " + JsonField.clipped(accept) + ", only " + answered + " is there");
    }
  }

  /** A length that is told is believed when it is too much; what is told too small or not at all is counted. */
  private byte[] read(Call call) {
    if (call.contentLength() > maxBodyBytes) throw tooLarge(call.contentLength() + " bytes");
    try {
      byte[] bytes = call.body().readNBytes(maxBodyBytes + 1);
      if (bytes.length > maxBodyBytes) throw tooLarge("more than that");
      return bytes;
    } catch (IOException e) {
      throw new Rejected(BAD_REQUEST, "the body broke off");
    }
  }

  private Rejected tooLarge(String came) {
    return new Rejected(TOO_LARGE, "a body of " + maxBodyBytes + " bytes (dss.http.max-body) is allowed, " + came + " came");
  }
}
