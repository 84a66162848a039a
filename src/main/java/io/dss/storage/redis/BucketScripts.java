package io.dss.storage.redis;

/** The scripts of the cache's main memory, to the rules of {@link Script}. */
final class BucketScripts {
  /** Strings of one length by their first 32 bytes. Lua's own comparison goes by the server's locale. */
  private static final String LATER = """
      local function later(a, b)
        local x, y = {string.byte(a, 1, 32)}, {string.byte(b, 1, 32)}
        for i = 1, 32 do
          if x[i] ~= y[i] then return x[i] > y[i] end
        end
        return false
      end
      """;

  /** By the server's clock, what was due longest first. It deletes only, so a full Redis takes it. */
  private static final String SWEEP_SOME = """
      local function sweep(most)
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        local due = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, most)
        if #due > 0 then
          for i = 2, 4 do redis.call(i == 4 and 'ZREM' or 'HDEL', KEYS[i], unpack(due)) end
        end
        return #due
      end
      """;

  /** Keys: meta. Arguments: epoch. Goes through on a full Redis too. */
  static final Script FENCE = Script.of(LATER + """
      local there = redis.call('HGET', KEYS[1], 'epoch')
      if there and (#there ~= 32 or later(there, ARGV[1])) then return {'fenced', there} end
      redis.call('HDEL', KEYS[1], 'full')
      redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
      return {'raised'}
      """);

  /**
   * Keys: all four. Arguments: epoch, 1 if it may take memory, milliseconds that are added to each time to keep, how many due keys are swept at most, number of
   * items; then keys, heads, entries, times to keep, so many of each, no key twice. What is stored already, or refused, is found out before the first write; sweeping comes last, as after a
   * write Redis does not refuse another for want of memory.
   */
  static final Script WRITE = Script.of(LATER + SWEEP_SOME + """
      local there = redis.call('HGET', KEYS[1], 'epoch')
      if there and (#there ~= 32 or later(there, ARGV[1])) then return {'fenced', there} end
      redis.call('HLEN', KEYS[3])
      redis.call('ZCARD', KEYS[4])
      local items = tonumber(ARGV[5])
      local news = {}
      for from = 1, items, 2000 do
        local to = math.min(from + 1999, items)
        local heads = redis.call('HMGET', KEYS[2], unpack(ARGV, 5 + from, 5 + to))
        for i = from, to do
          local head = heads[i - from + 1]
          if head and #head ~= 33 then return {'foreign', head} end
          if not head or later(ARGV[5 + items + i], head) then news[#news + 1] = i end
        end
      end
      if #news > 0 and ARGV[2] ~= '1' then redis.call('HDEL', KEYS[1], 'full') end
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      for _, i in ipairs(news) do
        local key, keep = ARGV[5 + i], ARGV[5 + 3 * items + i]
        redis.call('HSET', KEYS[2], key, ARGV[5 + items + i])
        redis.call('HSET', KEYS[3], key, ARGV[5 + 2 * items + i])
        if keep == '' then redis.call('ZREM', KEYS[4], key)
        else redis.call('ZADD', KEYS[4], string.format('%.0f', now + keep + ARGV[3]), key) end
      end
      sweep(tonumber(ARGV[4]))
      return {'stored', there or ''}
      """);

  /** Keys: all four. Arguments: how many at most. Answers how many went. */
  static final Script SWEEP = Script.of(SWEEP_SOME + """
      return sweep(tonumber(ARGV[1]))
      """);

  /** Keys: heads. Arguments: cursor, id of the server's run it is of, how many at most, about. As {@link Script#LOAD}, but of the keys only those with a value come. */
  static final Script KEYS_WITH_A_VALUE = Script.of("""
      local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
      local cursor = ARGV[1]
      if run ~= ARGV[2] then cursor = '0' end
      local page = redis.call('HSCAN', KEYS[1], cursor, 'COUNT', ARGV[3])
      local keys = {}
      for i = 1, #page[2], 2 do
        if string.sub(page[2][i + 1], 33) == 'P' then keys[#keys + 1] = page[2][i] end
      end
      return {run, page[1], keys}
      """);

  private BucketScripts() {}
}
