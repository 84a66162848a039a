package io.dss.cache;

/**
 * What a call under an Idempotency-Key came to; it is part of the entry, so whoever owns the line later knows it too.
 *
 * @param key the client's
 * @param fingerprint a digest of the call
 * @param atMillis wall clock
 * @param reply the answer, as {@code CacheReplyCodec} writes it, without a value
 */
public record KeptResult(String key, String fingerprint, long atMillis, byte[] reply) {}
