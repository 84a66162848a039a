package io.dss.lock;

/**
 * A client's own name for one call: the same key with the same call, within {@link LockLimits#IDEMPOTENCY_MILLIS}, returns the first result.
 *
 * @param key 1-200 printable ASCII characters
 * @param fingerprint a digest of the call (path and body), so that the same key with another one is refused
 */
public record IdempotencyKey(String key, String fingerprint) {}
