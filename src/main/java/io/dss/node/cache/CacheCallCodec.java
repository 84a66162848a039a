package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheCommandCodec;
import io.dss.cache.CacheReplyCodec;
import io.dss.cache.EntryCodec;
import io.dss.cache.Version;
import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.route.CallCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of calls between cache nodes: a version, which kind, its fields. */
final class CacheCallCodec implements CallCodec<CacheRequest, CacheAnswer> {
  private static final int VERSION = 1;
  private static final int CALL = 1;
  private static final int DESCRIBE = 2;
  private static final int KEYS_HERE = 3;
  private static final int KEYS_OF_ALL = 4;
  private static final int REMOVE_PREFIX = 5;
  private static final int CHANGES = 6;
  private static final int ENOUGH = 7;

  @Override
  public boolean changes(CacheRequest request) {
    return request instanceof CacheRequest.Call call && !(call.asked().command() instanceof CacheCommand.Read) || request instanceof CacheRequest.RemovePrefix;
  }

  /**
   * Its result is kept in the entry under the caller's key, whichever node carries it out; without a key nobody would know that it was done
   * already.
   */
  @Override
  public boolean repeatable(CacheRequest request) {
    return !(request instanceof CacheRequest.Call call) || !changes(request) || call.asked().idempotency().isPresent();
  }

  @Override
  public byte[] encodeRequest(CacheRequest request) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (request instanceof CacheRequest.Call call) write(out.u8(CALL), call.asked());
    else if (request instanceof CacheRequest.Describe describe) out.u8(DESCRIBE).string(describe.key());
    else if (request instanceof CacheRequest.KeysHere keys) listing(out.u8(KEYS_HERE), keys.prefix(), keys.after(), keys.limit());
    else if (request instanceof CacheRequest.KeysOfAll keys) listing(out.u8(KEYS_OF_ALL), keys.prefix(), keys.after(), keys.limit());
    else if (request instanceof CacheRequest.RemovePrefix remove) out.u8(REMOVE_PREFIX).string(remove.prefix());
    else if (request instanceof CacheRequest.Enough enough) out.u8(ENOUGH).string(enough.name());
    else write(out.u8(CHANGES), (CacheRequest.Changes) request);
    return out.toBytes();
  }

  private static void write(BinaryWriter out, Caches.Asked asked) {
    out.string(asked.key()).bytes(CacheCommandCodec.encoded(asked.command())).u8(asked.consistency().ordinal()).bool(asked.idempotency().isPresent());
    asked.idempotency().ifPresent(key -> out.string(key.key()).string(key.fingerprint()));
    out.count(asked.waitMillis());
  }

  private static void listing(BinaryWriter out, String prefix, Optional<String> after, int limit) {
    out.string(prefix).bool(after.isPresent());
    after.ifPresent(out::string);
    out.count(limit);
  }

  private static void write(BinaryWriter out, CacheRequest.Changes changes) {
    Feed.Question question = changes.question();
    out.string(changes.name()).count(question.life()).i64(question.after()).string(question.prefix()).count(question.limit()).count(changes.waitMillis());
  }

  @Override
  public CacheRequest decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "cache call");
    CacheRequest request = request(in, in.u8());
    in.end();
    return request;
  }

  private static CacheRequest request(BinaryReader in, int kind) {
    return switch (kind) {
      case CALL -> new CacheRequest.Call(asked(in));
      case DESCRIBE -> new CacheRequest.Describe(in.string());
      case KEYS_HERE -> new CacheRequest.KeysHere(in.string(), optional(in), limit(in));
      case KEYS_OF_ALL -> new CacheRequest.KeysOfAll(in.string(), optional(in), limit(in));
      case REMOVE_PREFIX -> new CacheRequest.RemovePrefix(in.string());
      case CHANGES -> new CacheRequest.Changes(in.string(), new Feed.Question(in.count(), in.i64(), in.string(), limit(in)), in.count());
      case ENOUGH -> new CacheRequest.Enough(in.string());
      default -> throw new MalformedBinary("cache call of kind " + kind);
    };
  }

  private static Caches.Asked asked(BinaryReader in) {
    String key = in.string();
    CacheCommand command = CacheCommandCodec.decoded(in.bytes());
    Caches.Consistency consistency = one(Caches.Consistency.values(), in);
    Optional<IdempotencyKey> idempotency = in.bool() ? Optional.of(new IdempotencyKey(in.string(), in.string())) : Optional.empty();
    return new Caches.Asked(key, command, consistency, idempotency, in.count());
  }

  private static Optional<String> optional(BinaryReader in) {
    return in.bool() ? Optional.of(in.string()) : Optional.empty();
  }

  private static int limit(BinaryReader in) {
    long limit = in.count();
    if (limit < 1 || limit > Integer.MAX_VALUE) throw new MalformedBinary("limit " + limit);
    return (int) limit;
  }

  private static <T> T one(T[] values, BinaryReader in) {
    int ordinal = in.u8();
    if (ordinal >= values.length) throw new MalformedBinary("value " + ordinal + " of " + values.length);
    return values[ordinal];
  }

  @Override
  public byte[] encodeReply(CacheAnswer answer) {
    BinaryWriter out = new BinaryWriter().u8(VERSION);
    if (answer instanceof CacheAnswer.Called called) write(out.u8(CALL), called.answered());
    else if (answer instanceof CacheAnswer.Described described) write(out.u8(DESCRIBE), described);
    else if (answer instanceof CacheAnswer.KeysHere keys) write(out.u8(KEYS_HERE), keys);
    else if (answer instanceof CacheAnswer.KeysOfAll keys) strings(out.u8(KEYS_OF_ALL), keys.keys().keys()).bool(keys.keys().more());
    else if (answer instanceof CacheAnswer.Removed removed) out.u8(REMOVE_PREFIX).count(removed.removed().count()).bool(removed.removed().complete());
    else if (answer instanceof CacheAnswer.Changes changes) write(out.u8(CHANGES), changes.page());
    else out.u8(ENOUGH);
    return out.toBytes();
  }

  private static void write(BinaryWriter out, Caches.Answered answered) {
    out.bytes(CacheReplyCodec.encoded(answered.reply())).u8(answered.state().ordinal()).u8(answered.source().ordinal()).bool(answered.stale());
    out.node(answered.home()).node(answered.node());
  }

  private static void write(BinaryWriter out, CacheAnswer.Described described) {
    out.bool(described.owner().isPresent());
    described.owner().ifPresent(out::node);
    out.count(described.sharers().size());
    described.sharers().forEach(out::node);
    EntryCodec.write(out, described.version());
  }

  private static void write(BinaryWriter out, CacheAnswer.KeysHere keys) {
    strings(out, keys.here().keys()).bool(keys.here().more());
    strings(out, keys.gone().keys()).bool(keys.gone().more());
  }

  private static void write(BinaryWriter out, Feed.Page page) {
    out.count(page.life()).count(page.through()).bool(page.gap()).count(page.events().size());
    for (Feed.Event event : page.events()) {
      out.count(event.number()).string(event.key()).u8(event.change().ordinal());
      EntryCodec.write(out, event.version());
    }
  }

  private static BinaryWriter strings(BinaryWriter out, List<String> strings) {
    out.count(strings.size());
    strings.forEach(out::string);
    return out;
  }

  @Override
  public CacheAnswer decodeReply(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer of a cache node");
    CacheAnswer answer = answer(in, in.u8());
    in.end();
    return answer;
  }

  private static CacheAnswer answer(BinaryReader in, int kind) {
    return switch (kind) {
      case CALL -> new CacheAnswer.Called(new Caches.Answered(CacheReplyCodec.decoded(in.bytes()), one(LineState.values(), in), one(Effect.Source.values(), in), in.bool(),
          in.node(), in.node()));
      case DESCRIBE -> described(in);
      case KEYS_HERE -> new CacheAnswer.KeysHere(part(in), part(in));
      case KEYS_OF_ALL -> new CacheAnswer.KeysOfAll(new Caches.Keys(strings(in), in.bool()));
      case REMOVE_PREFIX -> new CacheAnswer.Removed(new Caches.Removed(in.count(), in.bool()));
      case CHANGES -> new CacheAnswer.Changes(page(in));
      case ENOUGH -> new CacheAnswer.Noted();
      default -> throw new MalformedBinary("answer of kind " + kind);
    };
  }

  private static CacheAnswer described(BinaryReader in) {
    Optional<NodeId> owner = in.bool() ? Optional.of(in.node()) : Optional.empty();
    List<NodeId> sharers = new ArrayList<>();
    for (int left = in.size(2); left > 0; left--) sharers.add(in.node());
    Version version = EntryCodec.readVersion(in);
    return new CacheAnswer.Described(owner, sharers, version);
  }

  private static CacheAnswer.Part part(BinaryReader in) {
    return new CacheAnswer.Part(strings(in), in.bool());
  }

  private static List<String> strings(BinaryReader in) {
    List<String> strings = new ArrayList<>();
    for (int left = in.size(1); left > 0; left--) strings.add(in.string());
    return strings;
  }

  private static Feed.Page page(BinaryReader in) {
    long life = in.count();
    long through = in.count();
    boolean gap = in.bool();
    List<Feed.Event> events = new ArrayList<>();
    for (int left = in.size(4); left > 0; left--) {
      events.add(new Feed.Event(in.count(), in.string(), one(Effect.Change.values(), in), EntryCodec.readVersion(in)));
    }
    return new Feed.Page(life, events, through, gap);
  }
}
