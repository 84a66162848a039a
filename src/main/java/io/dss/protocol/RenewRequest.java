package io.dss.protocol;

import java.util.OptionalLong;

/** The body of {@code POST /lock/renew}. Without {@code timeoutMillis} the hold is extended by the time-out it was taken with. */
public record RenewRequest(String lockName, String clientId, long fencingToken, OptionalLong timeoutMillis) {
  public RenewRequest {
    Names.required("lock_name", lockName);
    Names.required("client_id", clientId);
    Limits.FENCING_TOKEN.require("fencing_token", fencingToken);
    timeoutMillis.ifPresent(millis -> Limits.TIMEOUT_MILLIS.require("timeout", millis));
  }

  public String json() {
    JsonText out = new JsonText().object().field("lock_name", lockName).field("client_id", clientId).field("fencing_token", fencingToken);
    timeoutMillis.ifPresent(millis -> out.seconds("timeout", millis));
    return out.end().toString();
  }
}
