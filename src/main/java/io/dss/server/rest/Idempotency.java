package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.protocol.Limits;
import io.dss.protocol.Rejected;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The {@code Idempotency-Key} of a call and the digest that tells whether a later call is the same one. The digest is over the fields and not the
 * bytes: a client that writes its members in another order the second time still asks for the same thing.
 */
final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  private static final int DIGEST_BYTES = 16;

  private Idempotency() {}

  /** @throws Rejected if the header is there and is no key */
  static Optional<IdempotencyKey> of(Call call, LockChange change) {
    return of(call, () -> canonical(change));
  }

  /** @param canonical the fields of the call and what kind it is, which stands for method and path; only asked for if there is a key */
  static Optional<IdempotencyKey> of(Call call, Supplier<byte[]> canonical) {
    return call.header(HEADER).map(key -> new IdempotencyKey(checked(key), fingerprint(canonical.get())));
  }

  private static String checked(String key) {
    boolean printable = key.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    if (printable && !key.isBlank() && key.length() <= Limits.IDEMPOTENCY_KEY_CHARACTERS) return key;
    String came = key.isBlank() ? "empty" : printable ? key.length() + " characters long" : "not printable ASCII";
    throw new Rejected(
        OUT_OF_RANGE, HEADER + " is " + came + ", 1-" + Limits.IDEMPOTENCY_KEY_CHARACTERS + " printable ASCII characters are allowed");
  }

  /** The first half of a SHA-256, in hexadecimal: 128 bits. */
  private static String fingerprint(byte[] canonical) {
    return HexFormat.of().formatHex(Arrays.copyOf(sha256().digest(canonical), DIGEST_BYTES));
  }

  private static byte[] canonical(LockChange change) {
    BinaryWriter out = new BinaryWriter();
    if (change instanceof LockChange.Acquire it) {
      out.string("acquire").string(it.lockName()).string(it.clientId()).string(it.mode().name()).i64(it.timeoutMillis()).i64(it.waitMillis());
    } else if (change instanceof LockChange.Release it) {
      optional(out.string("release").string(it.lockName()).string(it.clientId()), it.fencingToken());
    } else if (change instanceof LockChange.Renew it) {
      optional(out.string("renew").string(it.lockName()).string(it.clientId()).i64(it.fencingToken()), it.timeoutMillis());
    } else {
      out.string("force-release").string(change.lockName());
    }
    return out.toBytes();
  }

  private static void optional(BinaryWriter out, OptionalLong value) {
    out.bool(value.isPresent()).i64(value.orElse(0));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
