package io.dss.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An OpenAPI 3.0 document: its operations in their order, and whether a JSON value is as one of its schemas says. Nothing that a schema does not name is allowed in what it describes. */
public final class Contract {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String ID = "urn:dss:openapi";
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;
  private final JsonSchemaFactory schemas;

  private Contract(JsonNode document) {
    this.document = document;
    ObjectNode strict = JSON.createObjectNode();
    strict.set("components", document.get("components").deepCopy());
    strict(strict.at("/components/schemas"));
    JsonMetaSchema openApi = JsonMetaSchema.builder(OpenApi30.getInstance()).keyword(new NonValidationKeyword("components")).build();
    schemas = JsonSchemaFactory.getInstance(VersionFlag.V4,
        builder -> builder.metaSchema(openApi).defaultMetaSchemaIri(openApi.getIri()).schemaLoaders(loaders -> loaders.schemas(Map.of(ID, strict.toString()))));
  }

  /** The one that is packed into the WAR. */
  public static Contract ofSource() throws IOException {
    return new Contract(new YAMLMapper().readTree(Path.of("src/main/resources/META-INF/openapi.yaml").toFile()));
  }

  /** @param json as a node serves it */
  public static Contract of(String json) throws IOException {
    return new Contract(JSON.readTree(json));
  }

  public static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  /** What is one part of several says nothing of the others' members. */
  private static void strict(JsonNode schemas) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode allOf : schemas.findValues("allOf")) {
      for (JsonNode part : allOf) parts.add(part.has("$ref") ? schemas.get(part.get("$ref").asText().substring(SCHEMAS.length())) : part);
    }
    close(schemas, parts);
  }

  private static void close(JsonNode node, List<JsonNode> open) {
    boolean closed = node.path("properties").isObject() && !node.has("additionalProperties") && !node.has("allOf") && open.stream().noneMatch(part -> part == node);
    if (closed) ((ObjectNode) node).put("additionalProperties", false);
    node.forEach(child -> close(child, open));
  }

  /** In the order of the document. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document.path("paths").fields().forEachRemaining(path -> {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) operations.add(new Operation(this, member.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), member.getValue()));
      }
    });
    return operations;
  }

  /** What {@code node} stands for. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** @param schema a reference to a named one, or of a mere type. @return what is wrong, in words */
  List<String> violations(JsonNode schema, JsonNode value) {
    String ref = schema.path("$ref").asText();
    if (!ref.startsWith(SCHEMAS)) throw new IllegalArgumentException("no named schema: " + schema);
    JsonSchema named = schemas.getSchema(SchemaLocation.of(ID + ref));
    return named.validate(value).stream().map(Object::toString).toList();
  }
}
