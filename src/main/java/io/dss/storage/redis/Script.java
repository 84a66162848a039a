package io.dss.storage.redis;

import io.dss.kernel.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis runs as one step. Of every script holds: whatever it refuses, or is refused by Redis, comes before its first write. A command that may take
 * memory is refused by a full Redis only if it is the first write of its script, so a script that must go through although Redis is full begins with a deletion
 * of what is never there.
 *
 * @param text in Lua 5.1
 * @param sha by which Redis knows it once it has run it
 */
record Script(String text, byte[] sha) {
  /** Keys: meta. Arguments: cluster, generation, ring epoch, claim, 1 to adopt, milliseconds that the claim of a topic without a batch is remembered. */
  static final Script CLAIM = of("""
      local there = redis.call('HMGET', KEYS[1], 'cluster', 'fence', 'number')
      local number = there[3] or '0'
      if there[1] and there[1] ~= ARGV[1] then
        if ARGV[5] ~= '1' then return {'fenced', there[1], there[2], number} end
      elseif there[1] and not (there[2] and there[3]) then
        return {'fenced', there[1], '', number}
      elseif there[1] then
        local part = 2
        for before in string.gmatch(there[2], '%d+') do
          if tonumber(before) > tonumber(ARGV[part]) then return {'fenced', there[1], there[2], number} end
          if tonumber(before) < tonumber(ARGV[part]) then break end
          part = part + 1
        end
      end
      redis.call('HDEL', KEYS[1], 'full')
      redis.call('HSET', KEYS[1], 'cluster', ARGV[1], 'fence', ARGV[2] .. '.' .. ARGV[3] .. '.' .. ARGV[4], 'number', number)
      if number == '0' then redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
      return {'granted', number}
      """);

  /**
   * Keys: meta, envelopes, bodies, notes. Arguments: cluster, fence, number before, number, 1 if it keeps messages, then {@link Batch#arguments}. Asking for
   * the lengths is only to fail before the first write if a key holds something else than a hash. In a topic that is not there the first batch is applied: the
   * claim is so old that it was forgotten, and nothing was promised of it since. Chunks, as Lua's {@code unpack} gives less than 8,000 values.
   */
  static final Script APPEND = of("""
      local there = redis.call('HMGET', KEYS[1], 'cluster', 'fence', 'number')
      if there[1] then
        if there[1] ~= ARGV[1] or there[2] ~= ARGV[2] then return {'fenced', there[1], there[2], there[3]} end
        if there[3] ~= ARGV[3] then return {'number', there[3]} end
      elseif ARGV[3] ~= '0' then
        return {'number', '0'}
      end
      for i = 0, 2 do
        if ARGV[6 + 2 * i] ~= '0' or ARGV[7 + 2 * i] ~= '0' then redis.call('HLEN', KEYS[2 + i]) end
      end
      if ARGV[5] ~= '1' then redis.call('HDEL', KEYS[1], 'full') end
      redis.call('HSET', KEYS[1], 'cluster', ARGV[1], 'fence', ARGV[2], 'number', ARGV[4])
      if ARGV[3] == '0' then redis.call('PERSIST', KEYS[1]) end
      local at = 12
      local function each(command, key, values)
        local last = at + values - 1
        while at <= last do
          local to = math.min(at + 1999, last)
          redis.call(command, key, unpack(ARGV, at, to))
          at = to + 1
        end
      end
      for i = 0, 2 do
        each('HSET', KEYS[2 + i], 2 * tonumber(ARGV[6 + 2 * i]))
        each('HDEL', KEYS[2 + i], tonumber(ARGV[7 + 2 * i]))
      end
      return {'applied'}
      """);

  /**
   * Keys: meta, envelopes or notes. Arguments: cluster, fence, cursor, id of the server's run it is of, how many at most, about. A cursor means something
   * only to the process that gave it, as each hashes differently: to another one it means the beginning.
   */
  static final Script LOAD = of("""
      local there = redis.call('HMGET', KEYS[1], 'cluster', 'fence')
      if there[1] ~= ARGV[1] or there[2] ~= ARGV[2] then return {'fenced', there[1], there[2]} end
      local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
      local cursor = ARGV[3]
      if run ~= ARGV[4] then cursor = '0' end
      local page = redis.call('HSCAN', KEYS[2], cursor, 'COUNT', ARGV[5])
      return {'page', run, page[1], page[2]}
      """);

  /** Keys: bodies. Arguments: bytes after which it stops, then sequences. Answers the first few bodies, at least one, nil for what is not there. */
  static final Script READ = of("""
      local bodies, bytes = {}, 0
      for i = 2, #ARGV do
        local body = redis.call('HGET', KEYS[1], ARGV[i])
        bodies[i - 1] = body
        if body then bytes = bytes + #body end
        if bytes >= tonumber(ARGV[1]) then break end
      end
      return bodies
      """);

  /** Keys: the set of topics. Arguments: a name. */
  static final Script LIST = of("""
      redis.call('ZREM', KEYS[1], '')
      return redis.call('ZADD', KEYS[1], 0, ARGV[1])
      """);

  static Script of(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(Utf8.bytes(text));
      return new Script(text, Utf8.bytes(HexFormat.of().formatHex(digest)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
