package io.dss.server.rest;

import io.dss.lock.LockMode;
import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.Refused;
import io.dss.node.lock.Locks.Check;
import io.dss.node.lock.Locks.Description;
import io.dss.node.lock.Locks.Waiter;
import io.dss.protocol.JsonText;
import io.dss.protocol.LockType;
import java.util.List;
import java.util.Locale;

/** The lock service's answers as the contract writes them. */
final class LockJson {
  private LockJson() {}

  static String granted(Granted reply) {
    JsonText out = new JsonText().object().field("success", true).field("fencing_token", reply.fencingToken());
    return out.seconds("expires_in", reply.expiresInMillis()).field("lock_type", text(reply.mode())).end().toString();
  }

  /** Without {@code expires_in} of the holders: the reply is decided when the entry is applied, and does not tell the log time of that. */
  static String refused(Refused reply) {
    JsonText out = new JsonText().object().field("success", false).field("reason", reply.reason().name().toLowerCase(Locale.ROOT));
    out.array("holders");
    for (Holder holder : reply.holders()) holder(out, holder).end();
    out.end();
    if (reply.position() > 0) out.field("position", reply.position());
    return out.end().toString();
  }

  static String released() {
    return new JsonText().object().field("success", true).end().toString();
  }

  static String forced(int released) {
    return new JsonText().object().field("success", true).field("released", released).end().toString();
  }

  static String notHeld() {
    return new JsonText().object().field("success", false).field("reason", "not_held").end().toString();
  }

  static String check(Check check) {
    JsonText out = new JsonText().object().field("valid", check.valid());
    check.current().ifPresentOrElse(token -> out.field("current", token), () -> out.nullField("current"));
    return out.end().toString();
  }

  static String description(Description lock) {
    JsonText out = new JsonText().object();
    members(out, lock);
    return out.end().toString();
  }

  /** {@code next} is what to give as {@code after} for the next page; null on the last one. */
  static String list(List<Description> locks, int limit) {
    JsonText out = new JsonText().object().array("locks");
    for (Description lock : locks) {
      out.object();
      members(out, lock);
      out.end();
    }
    out.end();
    boolean more = !locks.isEmpty() && locks.size() >= limit;
    if (more) out.field("next", locks.get(locks.size() - 1).lockName());
    else out.nullField("next");
    return out.end().toString();
  }

  private static void members(JsonText out, Description lock) {
    out.field("lock_name", lock.lockName()).seconds("now", lock.nowMillis()).array("holders");
    for (Holder holder : lock.holders()) {
      holder(out, holder).seconds("expires_in", Math.max(0, holder.expiresAtMillis() - lock.nowMillis())).end();
    }
    out.end().array("waiters");
    for (Waiter waiter : lock.waiters()) {
      out.object().field("client_id", waiter.clientId()).field("lock_type", text(waiter.mode()));
      out.seconds("since", waiter.sinceMillis()).seconds("until", waiter.untilMillis()).end();
    }
    out.end();
  }

  private static JsonText holder(JsonText out, Holder holder) {
    out.object().field("client_id", holder.clientId()).field("lock_type", text(holder.mode())).field("fencing_token", holder.fencingToken());
    return out.seconds("since", holder.sinceMillis());
  }

  private static String text(LockMode mode) {
    return (mode == LockMode.SHARED ? LockType.SHARED : LockType.EXCLUSIVE).text();
  }
}
