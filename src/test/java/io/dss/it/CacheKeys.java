package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Keys of the cache with whole numbers as values, as clients of several nodes see them. Calls must succeed, unless their name says otherwise. */
record CacheKeys(Api api, List<String> urls) {
  static CacheKeys of(Trio trio) {
    return new CacheKeys(trio.api(), List.of(trio.url(0), trio.url(1), trio.url(2)));
  }

  /** Whatever comes of it. */
  Reply writing(int node, String key, int value) throws IOException, InterruptedException {
    return api.post(urls.get(node), "/cache/write", "{\"key\":\"" + key + "\",\"value\":" + value + "}");
  }

  Reply comparing(int node, String key, int value, String ifVersion) throws IOException, InterruptedException {
    return api.post(urls.get(node), "/cache/write", "{\"key\":\"" + key + "\",\"value\":" + value + ",\"if_version\":\"" + ifVersion + "\"}");
  }

  Reply reading(int node, String key) throws IOException, InterruptedException {
    return api.post(urls.get(node), "/cache/read", "{\"key\":\"" + key + "\"}");
  }

  Reply written(int node, String key, int value) throws IOException, InterruptedException {
    Reply reply = writing(node, key, value);
    assertTrue(reply.success(), reply.body());
    return reply;
  }

  Reply read(int node, String key, int value) throws IOException, InterruptedException {
    Reply reply = reading(node, key);
    assertEquals(OptionalInt.of(value), value(reply), reply.body());
    return reply;
  }

  /** Of an answered read; empty if there is no such key. */
  static OptionalInt value(Reply read) {
    assertEquals(200, read.status(), read.body());
    return read.success() ? OptionalInt.of(((JsonNumber) read.json().get("value")).intValueExact()) : OptionalInt.empty();
  }

  /** The line of {@code key} on {@code node}. */
  String state(int node, String key) throws IOException, InterruptedException {
    return api.get(urls.get(node), "/cache/lines/" + key).json().getString("state");
  }

  String directory(int node, String key, String field) throws IOException, InterruptedException {
    return api.get(urls.get(node), "/cache/lines/" + key).json().getJsonObject("directory").getString(field, "");
  }
}
