package io.dss.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A method of a path, as the document has it. */
public record Operation(Contract contract, String method, String path, JsonNode json) {
  private static final String KIND = "application/json";

  @Override
  public String toString() {
    return method + " " + path;
  }

  /** Path and query with the examples of the parameters; those without one are left out, and a path's must have one. */
  public String exampleTarget() {
    String target = path;
    List<String> query = new ArrayList<>();
    for (JsonNode reference : json.path("parameters")) {
      JsonNode parameter = contract.resolved(reference);
      String name = parameter.get("name").asText();
      Optional<String> example = Optional.ofNullable(parameter.get("example")).map(JsonNode::asText).map(text -> URLEncoder.encode(text, StandardCharsets.UTF_8));
      String in = parameter.get("in").asText();
      if (in.equals("path")) target = target.replace("{" + name + "}", example.orElseThrow(() -> new IllegalStateException(this + ": " + name + " has no example")));
      else if (in.equals("query") && example.isPresent()) query.add(name + "=" + example.get());
    }
    return query.isEmpty() ? target : target + "?" + String.join("&", query);
  }

  private Optional<JsonNode> request() {
    return Optional.ofNullable(json.path("requestBody").path("content").get(KIND));
  }

  public boolean hasBody() {
    return request().isPresent();
  }

  /** Empty where there is no body. */
  public Optional<JsonNode> exampleBody() {
    return request().map(content -> content.get("example"));
  }

  public List<String> bodyViolations(JsonNode body) {
    return contract.violations(request().orElseThrow().get("schema"), body);
  }

  /** As documented for {@code status}: by itself, as one of its hundred, or as any other. */
  private JsonNode response(int status) {
    JsonNode responses = json.get("responses");
    JsonNode exact = responses.path(Integer.toString(status));
    JsonNode hundred = responses.path(status / 100 + "XX");
    return contract.resolved(exact.isMissingNode() ? hundred.isMissingNode() ? responses.path("default") : hundred : exact);
  }

  public Optional<JsonNode> exampleAnswer(int status) {
    return Optional.ofNullable(content(status).getValue().get("example"));
  }

  /** The one kind of an answer. */
  public String kind(int status) {
    return content(status).getKey();
  }

  private java.util.Map.Entry<String, JsonNode> content(int status) {
    JsonNode content = response(status).path("content");
    if (content.size() != 1) throw new IllegalStateException(this + ": " + content.size() + " kinds of answer for " + status);
    return content.fields().next();
  }

  /** What is wrong with an answer of JSON. */
  public List<String> answerViolations(int status, JsonNode answer) {
    return contract.violations(content(status).getValue().get("schema"), answer);
  }
}
