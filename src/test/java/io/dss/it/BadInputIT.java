package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.server.rest.BadInputCases;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything that can be wrong with a call, on real nodes: the status, the code and the problem document of the contract, and nothing changed. */
@ExtendWith(Trio.Given.class)
class BadInputIT {
  @Test
  void everyBadRequestGetsItsProblemDocumentAndChangesNothing(Trio trio) throws Exception {
    Reply before = trio.api().post(trio.url(0), "/lock/acquire", Api.acquire("a", "c", "exclusive", 600, 0));
    assertTrue(before.success(), before.body());
    List<BadInputCases.Case> cases = new ArrayList<>(BadInputCases.all());
    cases.addAll(BadInputCases.overHttp());
    List<String> wrong = new ArrayList<>();
    int node = 0;
    for (BadInputCases.Case bad : cases) {
      String problem = problem(trio, node++ % Trio.SIZE, bad);
      if (!problem.isEmpty()) wrong.add(bad + ": " + problem);
    }
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), wrong.size() + " of " + cases.size() + " cases");
    Reply held = trio.api().get(trio.url(1), "/locks/a");
    JsonObject holder = held.json().getJsonArray("holders").getJsonObject(0);
    assertEquals(before.token(), holder.getJsonNumber("fencing_token").longValue());
    assertEquals(0, held.json().getJsonArray("waiters").size());
    Reply next = trio.api().post(trio.url(2), "/lock/acquire", Api.acquire("after bad input", "c", "exclusive", 1, 0));
    assertEquals(before.token() + 1, next.token(), "no bad request was granted anything");
    trio.api().post(trio.url(0), "/lock/release", Api.release("a", "c"));
  }

  private static String problem(Trio trio, int node, BadInputCases.Case bad) throws Exception {
    byte[] body = bad.body().get();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(trio.url(node) + bad.path()));
    bad.headers().forEach(request::header);
    request.method(bad.method(), body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
    Reply reply = trio.api().send(request.build());
    if (reply.status() != bad.code().status()) return "status " + reply.status() + " " + reply.body();
    if (bad.method().equals("HEAD")) return "";
    String type = reply.headers().firstValue("Content-Type").orElse("none");
    if (!type.startsWith("application/problem+json")) return "Content-Type " + type;
    JsonObject problem = reply.json();
    if (!problem.getString("code").equals(bad.code().text())) return "code " + problem.getString("code");
    if (problem.getInt("status") != bad.code().status() || !problem.containsKey("retryable") || problem.getString("detail").isBlank()) return reply.body();
    if (reply.status() == 405 && reply.headers().firstValue("Allow").isEmpty()) return "no Allow";
    return "";
  }
}
