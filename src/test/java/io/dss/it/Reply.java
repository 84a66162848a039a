package io.dss.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpHeaders;

/** An answer over HTTP. */
public record Reply(int status, HttpHeaders headers, String body) {
  public JsonObject json() {
    return json(body);
  }

  public static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  public boolean success() {
    return status == 200 && json().getBoolean("success", false);
  }

  /** Of a problem document; empty for any other answer. */
  public String code() {
    return status == 200 ? "" : json().getString("code", "");
  }

  public long token() {
    return json().getJsonNumber("fencing_token").longValueExact();
  }
}
