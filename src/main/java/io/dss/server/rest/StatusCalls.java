package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.BAD_NAME;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;

import io.dss.protocol.ClusterStatus;
import io.dss.protocol.RaftStatus;
import io.dss.protocol.Rejected;
import io.dss.protocol.RingStatus;
import io.dss.server.rest.StatusSource.RingQuestion;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The cluster section of the contract, as far as it only reads. Thread-safe. */
final class StatusCalls {
  private final StatusSource source;
  private final Intake intake;

  StatusCalls(StatusSource source, Intake intake) {
    this.source = source;
    this.intake = intake;
  }

  CompletionStage<Answer> cluster(Call call) {
    intake.noFields(call);
    return source.cluster().thenApply(ClusterStatus::json).thenApply(Answer::ok);
  }

  CompletionStage<Answer> ring(Call call) {
    intake.noFields(call);
    return source.ring(question(new QueryFields(call))).thenApply(RingStatus::json).thenApply(Answer::ok);
  }

  CompletionStage<Answer> raft(Call call) {
    intake.noFields(call);
    return source.raft().thenApply(RaftStatus::json).thenApply(Answer::ok);
  }

  private static RingQuestion question(QueryFields fields) {
    Optional<String> topic = name(fields, "topic");
    Optional<String> key = name(fields, "key");
    if (topic.isPresent() && key.isPresent()) throw new Rejected(OUT_OF_RANGE, "topic and key came, one of them is allowed");
    if (topic.isPresent()) return new RingQuestion.Topic(topic.get());
    return key.<RingQuestion>map(RingQuestion.Key::new).orElseGet(RingQuestion.Shares::new);
  }

  private static Optional<String> name(QueryFields fields, String field) {
    if (fields.text(field).filter(String::isEmpty).isPresent()) throw new Rejected(BAD_NAME, field + " is empty");
    return fields.namePart(field);
  }
}
