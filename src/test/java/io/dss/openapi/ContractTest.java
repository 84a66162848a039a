package io.dss.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dss.server.rest.DssApplication;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document names what is served and nothing else, and its examples are as its schemas say. */
class ContractTest {
  /** Served by the container, or by a servlet of its own. */
  private static final Set<String> NO_RESOURCE = Set.of("GET /health", "GET /health/started", "GET /health/live", "GET /health/ready", "GET /metrics", "GET /cache/events");

  private final Contract contract;

  ContractTest() throws IOException {
    contract = Contract.ofSource();
  }

  @Test
  void everyMethodOfAResourceIsAnOperationAndTheOtherWayRound() {
    Set<String> served = new TreeSet<>(NO_RESOURCE);
    for (Class<?> resource : new DssApplication().getClasses()) {
      if (resource.getSimpleName().equals("Unmatched")) continue;
      for (Method method : resource.getMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (http != null) served.add(http.value() + " " + path(resource.getAnnotation(Path.class), method.getAnnotation(Path.class)));
        }
      }
    }
    Set<String> documented = new TreeSet<>();
    contract.operations().forEach(operation -> documented.add(operation.toString()));
    assertEquals(served, documented);
  }

  private static String path(Path ofClass, Path ofMethod) {
    String whole = "/" + ofClass.value() + "/" + (ofMethod == null ? "" : ofMethod.value());
    String single = whole.replaceAll("/+", "/").replaceAll("\\{(\\w+):[^}]*}", "{$1}");
    return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
  }

  @Test
  void theContractForPeopleNamesEveryPath() throws IOException {
    String page = Files.readString(java.nio.file.Path.of("src/docs/api.md"));
    List<String> missing = new ArrayList<>();
    for (Operation operation : contract.operations()) if (!page.contains(operation.path().replaceAll("\\{.*", ""))) missing.add(operation.toString());
    assertEquals(List.of(), missing);
  }

  @Test
  void examplesAreAsTheirSchemasSay() {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : contract.operations()) {
      if (operation.hasBody()) operation.bodyViolations(operation.exampleBody().orElseThrow(() -> new AssertionError(operation + " has no example"))).forEach(what -> wrong.add(operation + " body: " + what));
      JsonNode answer = operation.exampleAnswer(200).orElseThrow(() -> new AssertionError(operation + " has no example of an answer"));
      if (operation.kind(200).equals("application/json")) operation.answerViolations(200, answer).forEach(what -> wrong.add(operation + " answer: " + what));
      assertFalse(operation.exampleTarget().contains("{"), operation.toString());
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void whatTheDocumentDoesNotAllowIsNoticed() throws IOException {
    Operation acquire = contract.operations().stream().filter(operation -> operation.path().equals("/lock/acquire")).findFirst().orElseThrow();
    assertEquals(List.of(), acquire.answerViolations(200, Contract.json("{\"success\":false,\"reason\":\"held\",\"holders\":[]}")));
    for (String bad : List.of("{}", "{\"success\":1}", "{\"success\":true,\"token\":1}", "{\"success\":false,\"reason\":\"taken\"}", "{\"success\":true,\"holders\":[{\"client_id\":\"a\"}]}")) {
      assertFalse(acquire.answerViolations(200, Contract.json(bad)).isEmpty(), bad);
    }
    assertFalse(acquire.answerViolations(503, Contract.json("{\"success\":false}")).isEmpty(), "a refusal is a problem document");
    assertTrue(acquire.kind(503).equals("application/problem+json"));
  }
}
