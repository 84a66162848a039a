package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dss.cache.CacheReply;
import io.dss.cache.CacheReply.Found;
import io.dss.cache.CacheReply.KeyReused;
import io.dss.cache.CacheReply.Load;
import io.dss.cache.CacheReply.Missing;
import io.dss.cache.CacheReply.NoNumber;
import io.dss.cache.CacheReply.OtherVersion;
import io.dss.cache.CacheReply.StaleToken;
import io.dss.cache.CacheReply.TooManyKeys;
import io.dss.cache.CacheReply.Wait;
import io.dss.cache.CacheReply.Written;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.node.cache.Caches.Answered;
import io.dss.protocol.JsonText;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import java.util.Optional;

/** What the reply for one key is in the contract: the members of an object, or a problem. Instants are seconds since 1970. */
final class CacheAnswers {
  /** When the first of as many kept results may have ended. */
  private static final long KEYS_RETRY_MILLIS = 1_000;

  /** Which call it was, as far as its answer is its own. */
  enum Asked { READ, WRITE, DELETE, INCREMENT }

  private CacheAnswers() {}

  static Answer single(Asked asked, Answered answered) {
    Optional<Problem> problem = problem(answered.reply());
    if (problem.isPresent()) return Answer.of(problem.get());
    JsonText out = new JsonText().object();
    members(out, asked, answered);
    return Answer.ok(out.end().toString());
  }

  /** An error of the call; empty if it is answered with {@link #members}. */
  static Optional<Problem> problem(CacheReply reply) {
    if (reply instanceof StaleToken) {
      return Optional.of(Problem.of(ProblemCode.STALE_TOKEN, "load_token is not that of the load under way: it is over, or was given to another"));
    }
    if (reply instanceof KeyReused) {
      return Optional.of(Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED, "this Idempotency-Key came with another call to the key in the last ten minutes"));
    }
    if (reply instanceof TooManyKeys it) {
      String detail = "results under " + it.most() + " Idempotency-Keys are kept for the key, each for ten minutes, and there are as many";
      return Optional.of(Problem.of(ProblemCode.LIMIT_REACHED, detail).withAdvice(Optional.empty(), KEYS_RETRY_MILLIS));
    }
    return Optional.empty();
  }

  static boolean succeeded(CacheReply reply) {
    return reply instanceof Found || reply instanceof Written;
  }

  /** @param answered one that is no {@link #problem} */
  static void members(JsonText out, Asked asked, Answered answered) {
    CacheReply reply = answered.reply();
    out.field("success", succeeded(reply));
    if (asked == Asked.READ) out.field("found", reply instanceof Found);
    if (reply instanceof Found it) {
      value(out, it.entry());
    } else if (reply instanceof Written it) {
      if (asked == Asked.INCREMENT) value(out, it.entry());
      else out.field("version", it.entry().version().text());
    } else {
      // Clients that only look at the value find one: null, as in a queue that is empty.
      if (asked == Asked.READ) out.nullField("value");
      refused(out, reply);
    }
    out.field("state", answered.state().name());
    if (asked == Asked.READ) out.field("source", Fields.word(answered.source()));
    else out.field("home", answered.home().value());
    if (answered.stale()) out.field("stale", true);
  }

  private static void value(JsonText out, Entry entry) {
    if (!(entry.content() instanceof Content.Present value)) throw new IllegalStateException("a value was to be shown of " + entry.content());
    out.json("value", new String(value.json(), UTF_8)).field("version", entry.version().text());
  }

  private static void refused(JsonText out, CacheReply reply) {
    if (reply instanceof Missing it) {
      out.field("reason", "not_found").field("version", it.version().text());
      if (it.loadedNothing()) out.field("nothing", true);
    } else if (reply instanceof Load it) {
      out.field("reason", "load").field("load_token", it.token()).seconds("load_until", it.untilMillis());
    } else if (reply instanceof Wait it) {
      out.field("reason", "loading").seconds("load_until", it.untilMillis());
    } else if (reply instanceof OtherVersion it) {
      out.field("reason", "version").field("version", it.current().text());
    } else if (reply instanceof NoNumber it) {
      out.field("reason", "not_a_number").field("detail", it.why());
    } else {
      throw new IllegalStateException("a client was to see " + reply);
    }
  }

  /** What of a reply makes its answer long. */
  static long bytes(Answered answered) {
    if (answered.reply() instanceof Found it) return it.entry().content().bytes();
    return answered.reply() instanceof Written it ? it.entry().content().bytes() : 0;
  }
}
