package io.dss.queue.table;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules once more, with mutable maps and nothing shared; caps are left to {@link MessageTableTest}. */
final class NaiveMessageTable {
  private static final class Topic {
    Fence fence;
    long number;
    final TreeMap<Long, String> envelopes = new TreeMap<>();
    final TreeMap<Long, String> bodies = new TreeMap<>();
    final TreeMap<String, String> notes = new TreeMap<>();
  }

  private final Map<String, Topic> topics = new TreeMap<>();

  TableReply apply(TableCommand command) {
    Topic topic = topics.get(command.topic());
    if (command instanceof TableCommand.Claim) return claim(command.topic(), topic, command.fence());
    TableCommand.Append append = (TableCommand.Append) command;
    if (topic == null) return new TableReply.Unclaimed();
    if (!topic.fence.equals(append.fence())) return new TableReply.Fenced(topic.fence);
    if (append.number() <= topic.number) return new TableReply.Already();
    if (append.number() != topic.number + 1) return new TableReply.Behind(topic.number);
    topic.number++;
    for (Effect effect : append.effects()) apply(topic, effect);
    return new TableReply.Applied();
  }

  private TableReply claim(String name, Topic topic, Fence fence) {
    if (topic == null) {
      topic = new Topic();
      topics.put(name, topic);
    } else if (!topic.fence.equals(fence) && (!topic.fence.cluster().equals(fence.cluster()) || !fence.isAfter(topic.fence))) {
      return new TableReply.Fenced(topic.fence);
    }
    topic.fence = fence;
    return new TableReply.Granted(topic.number);
  }

  private static void apply(Topic topic, Effect effect) {
    if (effect instanceof Effect.Keep keep) {
      topic.envelopes.put(keep.sequence(), new String(keep.envelope()));
      topic.bodies.put(keep.sequence(), new String(keep.body()));
    } else if (effect instanceof Effect.Change change) {
      topic.envelopes.put(change.sequence(), new String(change.envelope()));
    } else if (effect instanceof Effect.Forget forget) {
      topic.envelopes.remove(forget.sequence());
      topic.bodies.remove(forget.sequence());
    } else if (effect instanceof Effect.Note note) {
      topic.notes.put(note.name(), new String(note.value()));
    } else {
      topic.notes.remove(((Effect.Erase) effect).name());
    }
  }

  List<String> topics() {
    return topics.entrySet().stream().filter(topic -> topic.getValue().number > 0).map(Map.Entry::getKey).toList();
  }

  List<String> content(String name) {
    List<String> content = new ArrayList<>();
    Topic topic = topics.getOrDefault(name, new Topic());
    topic.envelopes.forEach((sequence, envelope) -> content.add(sequence + "=" + envelope));
    topic.notes.forEach((note, value) -> content.add(note + "=" + value));
    return content;
  }

  /** Null where there is none. */
  String body(String name, long sequence) {
    return topics.containsKey(name) ? topics.get(name).bodies.get(sequence) : null;
  }
}
