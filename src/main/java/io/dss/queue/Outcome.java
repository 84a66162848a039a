package io.dss.queue;

import java.util.List;
import java.util.Optional;

/**
 * What one step of a topic led to.
 *
 * @param answers of the call itself and of consumers that waited; each may leave only when every effect of this step and of all before it is durable
 * @param effects in order
 * @param forwards dead messages that belong into another topic; repeated after a change of owner until {@link QueueCommand.Forwarded} says that it is done
 */
public record Outcome(List<Answer> answers, List<Effect> effects, List<Forward> forwards, List<QueueEvent> events) {
  public Outcome {
    answers = List.copyOf(answers);
    effects = List.copyOf(effects);
    forwards = List.copyOf(forwards);
    events = List.copyOf(events);
  }

  /** @param call as the caller numbered it */
  public record Answer(long call, QueueReply reply) {}

  /**
   * Publish the message to {@code to}, under an id of this one death, then say {@link QueueCommand.Forwarded}; in any case say
   * {@link TopicState#forwardEnded} at last. As long as it lasts look at {@link TopicState#meant} before each try.
   */
  public record Forward(long sequence, String group, String to, String messageId, Optional<String> key, int priority, Death death) {}
}
