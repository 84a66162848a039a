package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the body of a message holds, and its binary form. {@link TopicState} and the stores never look inside.
 *
 * @param headers of the producer, and of a message that was forwarded as dead also those named here
 * @param json the data as one JSON text in UTF-8; never written to
 */
public record MessageBody(SortedMap<String, String> headers, byte[] json) {
  /** Why it died, as {@link Death#reason}. A producer cannot set headers that begin with {@link #RESERVED}: a forwarded message has these. */
  public static final String DEATH_REASON = "dss-death-reason";
  /** What the last nack said. */
  public static final String DEATH_DETAIL = "dss-death-detail";
  /** The topic it was first published to. */
  public static final String DEATH_ORIGIN = "dss-death-origin";
  /** The id it had there. */
  public static final String DEATH_MESSAGE_ID = "dss-death-message-id";
  /** The group it died in. */
  public static final String DEATH_GROUP = "dss-death-group";
  /** How often it has died. */
  public static final String DEATH_HOPS = "dss-death-hops";
  /** When, in milliseconds since 1970. */
  public static final String DEATH_AT = "dss-death-at";
  /** The topics it died in, in order, one a line. */
  public static final String DEATH_PATH = "dss-death-path";
  public static final String RESERVED = "dss-death-";

  private static final int VERSION = 1;
  private static final String PATH_SEPARATOR = "\n";

  public MessageBody {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
  }

  public static MessageBody of(Map<String, String> headers, byte[] json) {
    return new MessageBody(new TreeMap<>(headers), json);
  }

  /**
   * The same data with headers that say how it died. Of several deaths the latest is told; the first origin and id stay, hops add up, and the topics it
   * died in are all listed.
   *
   * @param topic in which it died
   * @param messageId its id there
   */
  public MessageBody died(Death death, String topic, String messageId) {
    TreeMap<String, String> all = new TreeMap<>(headers);
    all.put(DEATH_REASON, death.reason());
    all.put(DEATH_DETAIL, death.detail());
    all.putIfAbsent(DEATH_ORIGIN, death.origin());
    all.putIfAbsent(DEATH_MESSAGE_ID, messageId);
    all.put(DEATH_GROUP, death.group());
    all.put(DEATH_HOPS, Integer.toString(hops() + death.hops()));
    all.put(DEATH_AT, Long.toString(death.atMillis()));
    all.merge(DEATH_PATH, topic, (before, last) -> before + PATH_SEPARATOR + last);
    return new MessageBody(all, json);
  }

  /** Whether it was dead in {@code topic} before it was forwarded to where it is. */
  public boolean diedIn(String topic) {
    return List.of(headers.getOrDefault(DEATH_PATH, "").split(PATH_SEPARATOR)).contains(topic);
  }

  private int hops() {
    String before = headers.getOrDefault(DEATH_HOPS, "0");
    return before.matches("[0-9]{1,6}") ? Integer.parseInt(before) : 0;
  }

  public byte[] encoded() {
    BinaryWriter out = new BinaryWriter(json.length + 64).u8(VERSION).count(headers.size());
    headers.forEach((name, value) -> out.string(name).string(value));
    return out.bytes(json).toBytes();
  }

  /** @throws MalformedBinary if it is anything but what {@link #encoded} wrote */
  public static MessageBody decoded(byte[] body) {
    BinaryReader in = new BinaryReader(body);
    in.version(VERSION, "message body");
    TreeMap<String, String> headers = new TreeMap<>();
    for (int left = in.size(2); left > 0; left--) {
      String name = in.string();
      boolean inOrder = headers.isEmpty() || headers.lastKey().compareTo(name) < 0;
      if (!inOrder) throw new MalformedBinary("headers of a message out of order at '" + name + "'");
      headers.put(name, in.string());
    }
    MessageBody read = new MessageBody(headers, in.bytes());
    in.end();
    return read;
  }
}
