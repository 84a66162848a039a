package io.dss.kernel;


/**
 * A client's own name for one call: the same key with the same call, within the ten minutes of the HTTP contract, returns the first result.
 *
 * @param key 1-200 printable ASCII characters
 * @param fingerprint a digest of the call (path and body), so that the same key with another one is refused
 */
public record IdempotencyKey(String key, String fingerprint) {}
