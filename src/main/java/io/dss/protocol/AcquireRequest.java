package io.dss.protocol;

/**
 * The body of {@code POST /lock/acquire}.
 *
 * @param timeoutMillis how long the lock may be held before it counts as stuck
 * @param waitMillis how long to queue for it; 0 = answer now
 */
public record AcquireRequest(String lockName, String clientId, LockType lockType, long timeoutMillis, long waitMillis) {
  public AcquireRequest {
    Names.required("lock_name", lockName);
    Names.required("client_id", clientId);
    Limits.TIMEOUT_MILLIS.require("timeout", timeoutMillis);
    Limits.WAIT_MILLIS.require("wait", waitMillis);
  }

  public String json() {
    JsonText out = new JsonText().object().field("lock_name", lockName).field("client_id", clientId).field("lock_type", lockType.text());
    return out.seconds("timeout", timeoutMillis).seconds("wait", waitMillis).end().toString();
  }
}
