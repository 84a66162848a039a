package io.dss.node.lock;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.lock.LockCommand;
import io.dss.lock.LockCommandCodec;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReplyCodec;
import io.dss.node.route.CallCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of lock calls between nodes: a version, which kind, its fields. */
final class LockCallCodec implements CallCodec<LockRequest, LockAnswer> {
  private static final int VERSION = 1;
  private static final int SUBMIT = 1;
  private static final int AWAIT = 2;
  private static final int CHECK = 3;
  private static final int DESCRIBE = 4;
  private static final int LIST = 5;
  private static final int PLACE_BYTES = 5;

  @Override
  public boolean changes(LockRequest request) {
    return request instanceof LockRequest.Submit;
  }

  @Override
  public byte[] encodeRequest(LockRequest request) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    if (request instanceof LockRequest.Submit submit) {
      out.u8(SUBMIT).bytes(LockCommandCodec.encoded(submit.change()));
    } else if (request instanceof LockRequest.Await await) {
      mode(out.u8(AWAIT).string(await.lockName()).string(await.clientId()), await.mode());
    } else if (request instanceof LockRequest.Check check) {
      out.u8(CHECK).string(check.lockName()).i64(check.fencingToken());
    } else if (request instanceof LockRequest.Describe describe) {
      out.u8(DESCRIBE).string(describe.lockName());
    } else {
      query(out.u8(LIST), ((LockRequest.ListLocks) request).query());
    }
    return out.toBytes();
  }

  @Override
  public LockRequest decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "lock call");
    LockRequest request = request(in.u8(), in);
    in.end();
    return request;
  }

  private static LockRequest request(int kind, BinaryReader in) {
    switch (kind) {
      case SUBMIT:
        LockCommand command = LockCommandCodec.decoded(in.bytes());
        if (command instanceof LockCommand.Change change) return new LockRequest.Submit(change);
        throw new MalformedBinary("a lock call with " + command);
      case AWAIT:
        return new LockRequest.Await(in.string(), in.string(), mode(in));
      case CHECK:
        return new LockRequest.Check(in.string(), in.i64());
      case DESCRIBE:
        return new LockRequest.Describe(in.string());
      case LIST:
        return new LockRequest.ListLocks(query(in));
      default:
        throw new MalformedBinary("lock call of kind " + kind);
    }
  }

  @Override
  public byte[] encodeReply(LockAnswer answer) {
    BinaryWriter out = new BinaryWriter(128).u8(VERSION);
    if (answer instanceof LockAnswer.Decided decided) {
      out.u8(SUBMIT).bytes(LockReplyCodec.encoded(decided.reply()));
    } else if (answer instanceof LockAnswer.Checked checked) {
      out.u8(CHECK).bool(checked.check().valid()).bool(checked.check().current().isPresent());
      checked.check().current().ifPresent(out::i64);
    } else if (answer instanceof LockAnswer.Described described) {
      description(out.u8(DESCRIBE), described.description());
    } else {
      LockAnswer.Listed listed = (LockAnswer.Listed) answer;
      out.u8(LIST).bool(listed.more()).count(listed.locks().size());
      listed.locks().forEach(lock -> description(out, lock));
    }
    return out.toBytes();
  }

  @Override
  public LockAnswer decodeReply(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer to a lock call");
    LockAnswer answer = answer(in.u8(), in);
    in.end();
    return answer;
  }

  private static LockAnswer answer(int kind, BinaryReader in) {
    switch (kind) {
      case SUBMIT:
        return new LockAnswer.Decided(LockReplyCodec.decoded(in.bytes()));
      case CHECK:
        return new LockAnswer.Checked(new Locks.Check(in.bool(), in.bool() ? Optional.of(in.i64()) : Optional.empty()));
      case DESCRIBE:
        return new LockAnswer.Described(description(in));
      case LIST:
        boolean more = in.bool();
        List<Locks.Description> locks = new ArrayList<>();
        for (int left = in.size(4); left > 0; left--) locks.add(description(in));
        return new LockAnswer.Listed(locks, more);
      default:
        throw new MalformedBinary("answer to a lock call of kind " + kind);
    }
  }

  private static void description(BinaryWriter out, Locks.Description lock) {
    out.string(lock.lockName()).count(lock.nowMillis()).count(lock.holders().size());
    for (Holder holder : lock.holders()) {
      mode(out.string(holder.clientId()), holder.mode()).count(holder.fencingToken()).count(holder.sinceMillis()).count(holder.expiresAtMillis());
    }
    out.count(lock.waiters().size());
    for (Locks.Waiter waiter : lock.waiters()) {
      mode(out.string(waiter.clientId()), waiter.mode()).count(waiter.sinceMillis()).count(waiter.untilMillis());
    }
  }

  private static Locks.Description description(BinaryReader in) {
    String lockName = in.string();
    long nowMillis = in.count();
    List<Holder> holders = new ArrayList<>();
    for (int left = in.size(PLACE_BYTES); left > 0; left--) holders.add(new Holder(in.string(), mode(in), in.count(), in.count(), in.count()));
    List<Locks.Waiter> waiters = new ArrayList<>();
    for (int left = in.size(PLACE_BYTES - 1); left > 0; left--) waiters.add(new Locks.Waiter(in.string(), mode(in), in.count(), in.count()));
    return new Locks.Description(lockName, nowMillis, holders, waiters);
  }

  private static void query(BinaryWriter out, Locks.Query query) {
    out.string(query.prefix()).u8(query.state().map(state -> state.ordinal() + 1).orElse(0)).count(query.limit()).bool(query.after().isPresent());
    query.after().ifPresent(out::string);
  }

  private static Locks.Query query(BinaryReader in) {
    String prefix = in.string();
    int state = in.u8();
    if (state > Locks.Query.State.values().length) throw new MalformedBinary("state " + state);
    int limit = (int) Math.min(in.count(), Integer.MAX_VALUE);
    Optional<String> after = in.bool() ? Optional.of(in.string()) : Optional.empty();
    return new Locks.Query(prefix, state == 0 ? Optional.empty() : Optional.of(Locks.Query.State.values()[state - 1]), limit, after);
  }

  private static BinaryWriter mode(BinaryWriter out, LockMode mode) {
    return out.bool(mode == LockMode.SHARED);
  }

  private static LockMode mode(BinaryReader in) {
    return in.bool() ? LockMode.SHARED : LockMode.EXCLUSIVE;
  }
}
