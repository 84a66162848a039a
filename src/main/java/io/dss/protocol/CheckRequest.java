package io.dss.protocol;

/** The body of {@code POST /lock/check}. */
public record CheckRequest(String lockName, long fencingToken) {
  public CheckRequest {
    Names.required("lock_name", lockName);
    Limits.FENCING_TOKEN.require("fencing_token", fencingToken);
  }

  public String json() {
    return new JsonText().object().field("lock_name", lockName).field("fencing_token", fencingToken).end().toString();
  }
}
