package io.dss.protocol;

import java.util.OptionalLong;

/** The body of {@code POST /lock/release}. Without a token whatever this client holds of that lock is given back. */
public record ReleaseRequest(String lockName, String clientId, OptionalLong fencingToken) {
  public ReleaseRequest {
    Names.required("lock_name", lockName);
    Names.required("client_id", clientId);
    fencingToken.ifPresent(token -> Limits.FENCING_TOKEN.require("fencing_token", token));
  }

  public String json() {
    JsonText out = new JsonText().object().field("lock_name", lockName).field("client_id", clientId);
    fencingToken.ifPresent(token -> out.field("fencing_token", token));
    return out.end().toString();
  }
}
