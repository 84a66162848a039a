package io.dss.lock;

/** What came of a client's call with an idempotency key. {@code fingerprint}: of the call, to tell another one under the same key. */
record KeptKey(String fingerprint, Kept kept, long expiresAtMillis) {
  KeptKey with(Kept newer) {
    return new KeptKey(fingerprint, newer, expiresAtMillis);
  }
}
