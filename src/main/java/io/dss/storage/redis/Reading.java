package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.spi.MessageStore.Page;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Pages, bodies and the list of topics. Blocks. */
final class Reading {
  /** Envelopes of one page, about: some 200 KB. */
  static final int PAGE_ENVELOPES = 1_000;
  /** Notes of one page, about; a note may be much larger than an envelope. */
  static final int PAGE_NOTES = 100;
  /** Bodies that Redis is asked for at once, in bytes; one more always comes. */
  static final int READ_BYTES = 4_194_304;
  /** Bodies that Redis is asked for at once. */
  static final int READ_MESSAGES = 1_000;
  /** Names of topics that Redis is asked for at once. */
  static final int NAMES = 500;

  private final ClusterId cluster;
  private final boolean adopt;
  private final Route route;

  Reading(ClusterId cluster, boolean adopt, Route route) {
    this.cluster = cluster;
    this.adopt = adopt;
    this.route = route;
  }

  Page load(String topic, Fence fence, PageCursor cursor) throws Unreachable, Refused {
    Keys keys = Keys.of(topic);
    List<byte[]> arguments = Link.texts(fence.cluster().value(), Writing.form(fence), cursor.scan(), cursor.run(),
        Integer.toString(cursor.ofNotes() ? PAGE_NOTES : PAGE_ENVELOPES));
    List<byte[]> scanned = List.of(keys.meta(), cursor.ofNotes() ? keys.notes() : keys.envelopes());
    List<Object> answer = route.at(keys.meta(), link -> link.run(Script.LOAD, scanned, arguments));
    if (!Link.word(answer).equals("page")) {
      String present = answer.size() < 3 || answer.get(2) == null ? "nobody" : Writing.fence(Writing.cluster(answer.get(1)), Link.text(answer.get(2))).toString();
      throw new Unreachable("topic '" + topic + "' is loaded under " + fence + ", but it is claimed by " + present);
    }
    List<Object> fields = Link.list(answer.get(3));
    List<Stored> stored = new ArrayList<>(fields.size() / 2);
    for (int i = 0; i < fields.size(); i += 2) {
      String field = Link.text(fields.get(i));
      byte[] value = (byte[]) fields.get(i + 1);
      stored.add(cursor.ofNotes() ? new Stored.Note(field, value) : new Stored.Envelope(Writing.number(field), value));
    }
    return new Page(stored, cursor.next(Link.text(answer.get(2)), Link.text(answer.get(1))).map(PageCursor::form));
  }

  Map<Long, byte[]> read(String topic, List<Long> sequences) throws Unreachable, Refused {
    Keys keys = Keys.of(topic);
    Map<Long, byte[]> bodies = new TreeMap<>();
    for (int at = 0; at < sequences.size(); ) {
      List<Long> asked = sequences.subList(at, Math.min(sequences.size(), at + READ_MESSAGES));
      List<byte[]> arguments = Link.texts(Integer.toString(READ_BYTES));
      asked.forEach(sequence -> arguments.add(Utf8.bytes(Long.toString(sequence))));
      List<Object> answer = route.at(keys.bodies(), link -> link.run(Script.READ, List.of(keys.bodies()), arguments));
      for (int i = 0; i < answer.size(); i++) {
        if (answer.get(i) != null) bodies.put(asked.get(i), (byte[]) answer.get(i));
      }
      at += answer.size();
    }
    return bodies;
  }

  /** Sorted by the bytes of their names. Names in the list whose topic never had a batch are passed over. */
  List<String> topics(Optional<String> after, int limit) throws Unreachable, Refused {
    List<String> found = new ArrayList<>();
    Optional<String> last = after;
    while (found.size() < limit) {
      List<String> names = names(last);
      for (String name : used(names)) {
        if (found.size() < limit) found.add(name);
      }
      if (names.size() < NAMES) break;
      last = Optional.of(names.get(NAMES - 1));
    }
    return found;
  }

  private List<String> names(Optional<String> after) throws Unreachable, Refused {
    CommandArguments range = new CommandArguments(Command.ZRANGEBYLEX).add(Keys.TOPICS).add(after.map(name -> "(" + name).orElse("-")).add("+")
        .add("LIMIT").add(0).add(NAMES);
    return route.at(Keys.TOPICS, link -> Link.list(link.call(range)).stream().map(Link::text).toList());
  }

  private List<String> used(List<String> names) throws Unreachable, Refused {
    List<byte[]> keys = names.stream().map(name -> Keys.of(name).meta()).toList();
    List<CommandArguments> asked =
        keys.stream().map(key -> new CommandArguments(Command.HMGET).add(key).add("cluster").add("number")).toList();
    List<Object> answers = route.each(keys, asked);
    List<String> used = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (answers.get(i) instanceof JedisException error) throw error;
      List<Object> meta = Link.list(answers.get(i));
      String number = Link.text(meta.get(1));
      boolean ours = adopt || Link.text(meta.get(0)).equals(cluster.value());
      if (ours && !number.isEmpty() && !number.equals("0")) used.add(names.get(i));
    }
    return used;
  }
}
