package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.openapi.Contract;
import io.dss.openapi.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every operation of the document that a node serves, called as its examples say, answers as the document says. The names in the examples are no other test's. */
@ExtendWith(Trio.Given.class)
class OpenApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String JSON = "application/json";

  private final HttpClient http = HttpClient.newHttpClient();

  private record Answer(int status, String kind, String body) {}

  @Test
  void everyOperationAnswersAsTheDocumentSays(Trio trio) throws Exception {
    List<String> wrong = new ArrayList<>();
    List<Operation> operations = served(trio).operations();
    assertTrue(operations.size() > 40, "operations: " + operations.size());
    for (Operation operation : operations) {
      Answer answer = called(trio, operation, JSON, operation.exampleBody().map(Object::toString).orElse(""));
      boolean healthy = operation.path().startsWith("/health");
      if (answer.status() != 200 && !(healthy && answer.status() == 503)) wrong.add(operation + ": " + answer);
      else wrong.addAll(violations(operation, answer));
    }
    trio.whole();
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyOperationWithABodyRefusesAsTheDocumentSays(Trio trio) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : served(trio).operations()) {
      if (!operation.hasBody()) continue;
      for (String bad : List.of("{\"", "[]", "{\"unheard_of\":1}")) {
        Answer answer = called(trio, operation, JSON, bad);
        // Where no field is required, unknown ones are ignored.
        boolean passes = operation.bodyViolations(Contract.json("{}")).isEmpty() && bad.startsWith("{\"u");
        if (answer.status() != (passes ? 200 : 400)) wrong.add(operation + " " + bad + ": " + answer);
        wrong.addAll(violations(operation, answer));
      }
      Answer answer = called(trio, operation, "text/plain", "{}");
      if (answer.status() != 415) wrong.add(operation + ": " + answer);
      wrong.addAll(violations(operation, answer));
    }
    trio.whole();
    assertEquals(List.of(), wrong);
  }

  private static List<String> violations(Operation operation, Answer answer) throws IOException {
    List<String> wrong = new ArrayList<>();
    String kind = operation.kind(answer.status());
    if (!answer.kind().startsWith(kind)) wrong.add(operation + ": " + answer + ", documented is " + kind);
    else if (kind.endsWith("json")) operation.answerViolations(answer.status(), Contract.json(answer.body())).forEach(what -> wrong.add(operation + ": " + what + " in " + answer));
    return wrong;
  }

  private static Contract served(Trio trio) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(trio.url(0) + "/openapi")).header("Accept", JSON).timeout(LIMIT).build();
    return Contract.of(trio.api().send(request).body());
  }

  /** A stream of events is not read to its end, which it has not. */
  private Answer called(Trio trio, Operation operation, String kind, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(trio.url(0) + operation.exampleTarget())).timeout(LIMIT).header("Content-Type", kind)
        .method(operation.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    String answered = response.headers().firstValue("Content-Type").orElse("");
    try (InputStream in = response.body()) {
      return new Answer(response.statusCode(), answered, answered.startsWith("text/event-stream") ? "" : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
