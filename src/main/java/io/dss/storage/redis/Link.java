package io.dss.storage.redis;

import io.dss.kernel.Utf8;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One connection, while it is borrowed. Answers are those of RESP 2: byte arrays, {@link Long}s, lists, null. Failures are Jedis'.
 *
 * @param asking whether the slot is on its way to this server, which then has to be asked for it with every command
 */
record Link(Connection connection, boolean asking) {
  /** Uses a connection that is borrowed. If that ends in the middle, nobody uses it again: what is still to come on it would be read as the answer to the next call. */
  static <T> T used(Connection connection, boolean asking, Inspection inspection, Route.Use<T> use) throws Unreachable, Refused {
    try {
      inspection.check(connection);
      return use.with(new Link(connection, asking));
    } catch (JedisDataException wholeAnswer) {
      throw wholeAnswer;
    } catch (RuntimeException | Error brokenOff) {
      connection.setBroken();
      throw brokenOff;
    }
  }

  /** Runs a script by its digest, or by its text if this server does not know it. */
  List<Object> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
    try {
      return list(call(evaluation(Command.EVALSHA, script.sha(), keys, arguments)));
    } catch (JedisNoScriptException unknown) {
      return list(call(evaluation(Command.EVAL, Utf8.bytes(script.text()), keys, arguments)));
    }
  }

  private static CommandArguments evaluation(Command command, byte[] script, List<byte[]> keys, List<byte[]> arguments) {
    CommandArguments evaluation = new CommandArguments(command).add(script).add(keys.size());
    keys.forEach(evaluation::add);
    arguments.forEach(evaluation::add);
    return evaluation;
  }

  Object call(CommandArguments command) {
    if (asking) connection.executeCommand(new CommandArguments(Command.ASKING));
    return connection.executeCommand(command);
  }

  /** All of them in one round trip; answers that are errors are in the list as exceptions. */
  List<Object> pipeline(List<CommandArguments> commands) {
    commands.forEach(connection::sendCommand);
    return connection.getMany(commands.size());
  }

  /** {@code WAIT} is for what this connection has seen done, so it serves a repeat on another connection too. */
  void awaitReplicas(RedisSettings settings) throws Unreachable {
    if (settings.waitReplicas() == 0) return;
    CommandArguments wait = new CommandArguments(Command.WAIT).add(settings.waitReplicas()).add(Math.max(1, settings.answerTimeoutMillis() / 2));
    long replicas = (Long) call(wait);
    if (replicas < settings.waitReplicas()) throw new Unreachable("only " + replicas + " of " + settings.waitReplicas() + " replicas of Redis have it yet");
  }

  /** In words, why a server is full. */
  String memoryLimit() {
    ServerReport report = ServerReport.of(text(call(new CommandArguments(Command.INFO).add("memory"))), Optional.empty(), Optional.empty());
    return "maxmemory of Redis, " + report.info().getOrDefault("maxmemory", "unknown") + " bytes";
  }

  /** What a script or a command answered that answers a list; one that a script returns as a plain value is one in a list. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Object answer) {
    return answer instanceof List<?> list ? (List<Object>) list : new ArrayList<>(java.util.Collections.singletonList(answer));
  }

  static String text(Object bytes) {
    return bytes == null ? "" : Keys.text((byte[]) bytes);
  }

  /** With which an answer of a script begins. */
  static String word(List<Object> answer) {
    return Link.text(answer.get(0));
  }

  /** Arguments, to which more may be added. */
  static List<byte[]> texts(String... texts) {
    List<byte[]> bytes = new ArrayList<>();
    for (String text : texts) bytes.add(Utf8.bytes(text));
    return bytes;
  }
}
