package io.dss.node.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.RequestStamp;
import io.dss.node.route.CallCodec;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommandCodec;
import io.dss.queue.QueueReplyCodec;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescriptionCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The binary form of queue calls between nodes: a version, which kind, its fields. */
final class QueueCallCodec implements CallCodec<QueueRequest, QueueAnswer> {
  private static final int VERSION = 1;
  private static final int ON_TOPIC = 1;
  private static final int LIST = 2;

  @Override
  public boolean changes(QueueRequest request) {
    return request instanceof QueueRequest.OnTopic call
        && !(call.command() instanceof QueueCommand.Describe) && !(call.command() instanceof QueueCommand.Browse);
  }

  @Override
  public byte[] encodeRequest(QueueRequest request) {
    if (request instanceof QueueRequest.OnTopic call) {
      byte[] command = QueueCommandCodec.encoded(call.command());
      BinaryWriter out = new BinaryWriter(command.length + 256).u8(VERSION).u8(ON_TOPIC).string(call.topic()).stamp(call.stamp());
      out.bool(call.key().isPresent());
      call.key().ifPresent(key -> out.string(key.key()).string(key.fingerprint()));
      return out.bytes(command).toBytes();
    }
    QueueRequest.ListTopics list = (QueueRequest.ListTopics) request;
    BinaryWriter out = new BinaryWriter().u8(VERSION).u8(LIST).string(list.prefix()).bool(list.after().isPresent());
    list.after().ifPresent(out::string);
    return out.count(list.limit()).toBytes();
  }

  @Override
  public QueueRequest decodeRequest(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "queue call");
    QueueRequest request = request(in, in.u8());
    in.end();
    return request;
  }

  private static QueueRequest request(BinaryReader in, int kind) {
    if (kind == ON_TOPIC) {
      String topic = in.string();
      RequestStamp stamp = in.stamp();
      Optional<IdempotencyKey> key = in.bool() ? Optional.of(new IdempotencyKey(in.string(), in.string())) : Optional.empty();
      return new QueueRequest.OnTopic(topic, stamp, key, QueueCommandCodec.decoded(in.bytes()));
    }
    if (kind != LIST) throw new MalformedBinary("queue call of kind " + kind);
    String prefix = in.string();
    Optional<String> after = in.bool() ? Optional.of(in.string()) : Optional.empty();
    return new QueueRequest.ListTopics(prefix, after, (int) Math.min(in.count(), Integer.MAX_VALUE));
  }

  @Override
  public byte[] encodeReply(QueueAnswer answer) {
    if (answer instanceof QueueAnswer.Decided decided) {
      byte[] reply = QueueReplyCodec.encoded(decided.reply());
      return new BinaryWriter(reply.length + 64).u8(VERSION).u8(ON_TOPIC).string(decided.claim()).bytes(reply).toBytes();
    }
    List<TopicDescription> topics = ((QueueAnswer.Topics) answer).topics();
    BinaryWriter out = new BinaryWriter(64 + 256 * topics.size()).u8(VERSION).u8(LIST).count(topics.size());
    topics.forEach(topic -> TopicDescriptionCodec.write(out, topic));
    return out.toBytes();
  }

  @Override
  public QueueAnswer decodeReply(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "answer to a queue call");
    QueueAnswer answer = answer(in, in.u8());
    in.end();
    return answer;
  }

  private static QueueAnswer answer(BinaryReader in, int kind) {
    if (kind == ON_TOPIC) {
      String claim = in.string();
      return new QueueAnswer.Decided(QueueReplyCodec.decoded(in.bytes()), claim);
    }
    if (kind != LIST) throw new MalformedBinary("answer to a queue call of kind " + kind);
    List<TopicDescription> topics = new ArrayList<>();
    for (int left = in.size(TopicDescriptionCodec.BYTES); left > 0; left--) topics.add(TopicDescriptionCodec.read(in));
    return new QueueAnswer.Topics(topics);
  }
}
