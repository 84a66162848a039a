package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call of the cache on three processes, each through another node than the one before. */
@ExtendWith(Trio.Given.class)
class CacheCallsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static Reply call(Trio trio, int node, String path, String fields) throws IOException, InterruptedException {
    return trio.api().post(trio.url(node), "/cache/" + path, "{" + fields.replace('\'', '"') + "}");
  }

  private static Reply done(Trio trio, int node, String path, String fields) throws IOException, InterruptedException {
    Reply reply = call(trio, node, path, fields);
    assertTrue(reply.success(), reply.body());
    return reply;
  }

  /** Refused as part of normal work. */
  private static Reply refused(Trio trio, int node, String path, String fields, String reason) throws IOException, InterruptedException {
    Reply reply = call(trio, node, path, fields);
    assertEquals(200, reply.status(), reply.body());
    assertFalse(reply.success(), reply.body());
    assertEquals(reason, reply.json().getString("reason"), reply.body());
    return reply;
  }

  private static JsonObject line(Trio trio, int node, String key) throws IOException, InterruptedException {
    return trio.api().get(trio.url(node), "/cache/lines/" + key).json();
  }

  private static List<String> texts(JsonObject json, String list) {
    return json.getJsonArray(list).getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }

  @Test
  void aWriteInvalidatesTheOthersLinesWhichSaySoAndReadTheNewValue(Trio trio) throws Exception {
    String key = "USER_CONFIG_FILE";
    Reply written = done(trio, 0, "write", "'key':'" + key + "','value':{'theme':'dark'}");
    assertEquals("M", written.json().getString("state"));
    Reply read = done(trio, 1, "read", "'key':'" + key + "'");
    assertEquals("dark", read.json().getJsonObject("value").getString("theme"));
    assertEquals("S", read.json().getString("state"));
    assertEquals("peer", read.json().getString("source"));
    assertEquals(written.json().getString("version"), read.json().getString("version"));
    assertEquals("S", line(trio, 0, key).getString("state"));
    JsonObject directory = line(trio, 2, key).getJsonObject("directory");
    assertEquals(JsonValue.NULL, directory.get("owner"));
    assertEquals(List.of(trio.nodes().id(0), trio.nodes().id(1)), texts(directory, "sharers"));
    assertEquals("local", done(trio, 1, "read", "'key':'" + key + "'").json().getString("source"));

    int lines = trio.nodes().log(1).lines().size();
    Reply again = done(trio, 2, "write", "'key':'" + key + "','value':{'theme':'light'}");
    assertNotEquals(written.json().getString("version"), again.json().getString("version"));
    String told = trio.nodes().log(1).await(lines, it -> it.contains("Received INVAL for " + key + ". State -> I"), SOON);
    assertTrue(told.contains(" INFO "), told);
    assertEquals("I", line(trio, 1, key).getString("state"));
    assertEquals(trio.nodes().id(2), line(trio, 1, key).getJsonObject("directory").getString("owner"));
    Reply next = done(trio, 1, "read", "'key':'" + key + "'");
    assertEquals("light", next.json().getJsonObject("value").getString("theme"));
  }

  @Test
  void theHomeOfAKeyIsTheSameForEveryNodeAndTheRingNamesIt(Trio trio) throws Exception {
    Set<String> homes = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      String home = done(trio, i % Trio.SIZE, "write", "'key':'homed-" + i + "','value':" + i).json().getString("home");
      for (int node = 0; node < Trio.SIZE; node++) {
        assertEquals(home, trio.api().get(trio.url(node), "/cluster/ring?key=homed-" + i).json().getString("owner"));
        assertEquals(home, line(trio, node, "homed-" + i).getJsonObject("directory").getString("home"));
      }
      homes.add(home);
    }
    assertEquals(Trio.SIZE, homes.size(), "20 keys in one of three nodes");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"null", "false", "1.5e-3", "[]", "'{\"deep\":{\"er\":[{}]},\"empty\":\"\"}'", "'\"ü ☃ \uD834\uDD1E\"'", "12345678901234567890123"})
  void everyKindOfJsonComesBackAsItWasWritten(String value, Trio trio) throws Exception {
    done(trio, 0, "write", "'key':'kinds','value':" + value);
    for (int node = 0; node < Trio.SIZE; node++) {
      Reply read = done(trio, node, "read", "'key':'kinds'");
      assertTrue(read.body().contains("\"value\":" + value + ","), read.body());
      assertEquals(Json.createReader(new StringReader(value)).readValue(), read.json().get("value"));
    }
  }

  @Test
  void whatIsNotThereIsAnsweredWithSuccessFalseAndANullValue(Trio trio) throws Exception {
    for (int node = 0; node < Trio.SIZE; node++) {
      Reply read = refused(trio, node, "read", "'key':'never written'", "not_found");
      assertFalse(read.json().getBoolean("found"));
      assertEquals(JsonValue.NULL, read.json().get("value"));
      refused(trio, node, "delete", "'key':'never written'", "not_found");
      refused(trio, node, "increment", "'key':'never written'", "not_found");
    }
  }

  @Test
  void compareAndSetDeleteAndIncrementDoWhatTheContractSays(Trio trio) throws Exception {
    String first = done(trio, 0, "write", "'key':'cas','value':1,'if_version':''").json().getString("version");
    assertEquals(first, refused(trio, 1, "write", "'key':'cas','value':2,'if_version':''", "version").json().getString("version"));
    refused(trio, 2, "write", "'key':'cas','value':2,'if_version':'no version at all'", "version");
    String second = done(trio, 1, "write", "'key':'cas','value':2,'if_version':'" + first + "'").json().getString("version");
    refused(trio, 2, "delete", "'key':'cas','if_version':'" + first + "'", "version");
    Reply incremented = done(trio, 2, "increment", "'key':'cas','by':-5");
    assertEquals(-3, incremented.json().getInt("value"));
    assertNotEquals(second, incremented.json().getString("version"));
    done(trio, 0, "delete", "'key':'cas','if_version':'" + incremented.json().getString("version") + "'");
    for (int node = 0; node < Trio.SIZE; node++) refused(trio, node, "read", "'key':'cas'", "not_found");
    assertEquals(42, done(trio, 1, "increment", "'key':'cas','initial':41").json().getInt("value"));
    done(trio, 2, "write", "'key':'cas','value':'text'");
    refused(trio, 0, "increment", "'key':'cas'", "not_a_number");
  }

  @Test
  void aValueLivesAsLongAsItsTtl(Trio trio) throws Exception {
    done(trio, 0, "write", "'key':'mortal','value':1,'ttl':0.5");
    trio.nodes().await("it expires on every node", SOON, () -> gone(trio, "mortal"));
    refused(trio, 1, "read", "'key':'mortal'", "not_found");
    done(trio, 2, "write", "'key':'mortal','value':2,'if_version':''");
  }

  private static boolean gone(Trio trio, String key) {
    try {
      for (int node = 0; node < Trio.SIZE; node++) if (call(trio, node, "read", "'key':'" + key + "'").success()) return false;
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void listsAnswerForEveryItemWhatTheSingleCallAnswers(Trio trio) throws Exception {
    done(trio, 0, "write-all", "'entries':[{'key':'list-a','value':1},{'key':'list-b','value':[2]},{'key':'list-c','value':null,'ttl':60}]");
    Reply compared = call(trio, 1, "write-all", "'entries':[{'key':'list-a','value':3,'if_version':''},{'key':'list-d','value':4}]");
    assertFalse(compared.success());
    assertEquals(List.of("version", "-"), compared.json().getJsonArray("results").getValuesAs(JsonObject.class).stream().map(it -> it.getString("reason", "-")).toList());
    Reply read = call(trio, 2, "read-all", "'keys':['list-d','list-x','list-b','list-a','list-c']");
    List<JsonObject> results = read.json().getJsonArray("results").getValuesAs(JsonObject.class);
    assertEquals(List.of("list-d", "list-x", "list-b", "list-a", "list-c"), results.stream().map(it -> it.getString("key")).toList());
    assertEquals(List.of("4", "null", "[2]", "1", "null"), results.stream().map(it -> it.get("value").toString()).toList());
    assertEquals(List.of(true, false, true, true, true), results.stream().map(it -> it.getBoolean("found")).toList());
    done(trio, 0, "delete-all", "'keys':['list-a','list-b']");
    assertEquals(List.of("list-c", "list-d"), texts(trio.api().get(trio.url(1), "/cache/keys?prefix=list-").json(), "keys"));
  }

  @Test
  void keysAreListedInPagesAndInvalidatedByTheirPrefix(Trio trio) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 100; i < 130; i++) {
      names.add("page-" + i);
      done(trio, i % Trio.SIZE, "write", "'key':'page-" + i + "','value':" + i);
    }
    done(trio, 0, "write", "'key':'pages','value':0");
    JsonObject first = trio.api().get(trio.url(0), "/cache/keys?prefix=page-&limit=20").json();
    assertEquals(names.subList(0, 20), texts(first, "keys"));
    JsonObject second = trio.api().get(trio.url(1), "/cache/keys?prefix=page-&limit=20&after=" + first.getString("next")).json();
    assertEquals(names.subList(20, 30), texts(second, "keys"));
    assertEquals(JsonValue.NULL, second.get("next"));
    Reply removed = done(trio, 2, "invalidate", "'prefix':'page-'");
    assertEquals(30, removed.json().getInt("removed"), removed.body());
    assertTrue(removed.json().getBoolean("complete"));
    for (int node = 0; node < Trio.SIZE; node++) assertEquals(List.of(), texts(trio.api().get(trio.url(node), "/cache/keys?prefix=page-").json(), "keys"));
    assertEquals(0, done(trio, 1, "read", "'key':'pages'").json().getInt("value"));
  }

  @Test
  void aFlushMakesModifiedLinesCleanAndTheListOfLinesShowsIt(Trio trio) throws Exception {
    done(trio, 1, "write", "'key':'flushed','value':'x'");
    JsonObject before = listed(trio, 1, "flushed").orElseThrow();
    assertEquals("M", before.getString("state"));
    assertTrue(before.getBoolean("dirty"));
    assertTrue(before.getInt("size") >= 3, before.toString());
    Reply flush = trio.api().post(trio.url(1), "/cache/flush", "");
    assertTrue(flush.success() && flush.json().getInt("flushed") >= 1, flush.body());
    assertEquals("E", line(trio, 1, "flushed").getString("state"));
    assertFalse(listed(trio, 1, "flushed").orElseThrow().getBoolean("dirty"));
    assertEquals(0, trio.api().get(trio.url(1), "/cache/lines?state=M").json().getJsonArray("lines").size());
    assertEquals(1, trio.api().get(trio.url(1), "/cache/lines?limit=1").json().getJsonArray("lines").size());
  }

  private static Optional<JsonObject> listed(Trio trio, int node, String key) throws IOException, InterruptedException {
    return trio.api().get(trio.url(node), "/cache/lines?limit=10000").json().getJsonArray("lines").getValuesAs(JsonObject.class).stream()
        .filter(it -> it.getString("key").equals(key)).findFirst();
  }

  @Test
  void oneOfThreeReadersLoadsAndAnswersTheOthers(Trio trio) throws Exception {
    List<CompletableFuture<Reply>> readers = new ArrayList<>();
    for (int node = 0; node < Trio.SIZE; node++) {
      readers.add(trio.api().posting(trio.url(node), "/cache/read", "{\"key\":\"loaded\",\"load\":true,\"wait\":20}"));
    }
    CompletableFuture.anyOf(readers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    CompletableFuture<Reply> loader = readers.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow();
    assertEquals(1, readers.stream().filter(CompletableFuture::isDone).count(), "one caller is to load");
    assertEquals("load", loader.join().json().getString("reason"), loader.join().body());
    Reply stale = call(trio, 2, "write", "'key':'loaded','value':0,'load_token':'another'");
    assertEquals(409, stale.status(), stale.body());
    assertEquals("stale_token", stale.code());
    done(trio, 0, "write", "'key':'loaded','value':7,'load_token':'" + loader.join().json().getString("load_token") + "'");
    for (CompletableFuture<Reply> reader : readers) {
      if (reader != loader) assertEquals(7, reader.get(10, TimeUnit.SECONDS).json().getInt("value"), reader.join().body());
    }
    String token = call(trio, 1, "read", "'key':'nothing there','load':true").json().getString("load_token");
    done(trio, 1, "write", "'key':'nothing there','nothing':true,'ttl':60,'load_token':'" + token + "'");
    assertTrue(refused(trio, 2, "read", "'key':'nothing there','load':true", "not_found").json().getBoolean("nothing"));
  }

  @Test
  void anIdempotencyKeyReturnsTheFirstResultFromAnyNode(Trio trio) throws Exception {
    Reply first = keyed(trio, 0, "{\"key\":\"once\",\"initial\":0}");
    assertEquals(1, first.json().getInt("value"), first.body());
    done(trio, 1, "increment", "'key':'once'");
    for (int node = 0; node < Trio.SIZE; node++) assertEquals(first.json().getString("version"), keyed(trio, node, "{\"key\":\"once\",\"initial\":0}").json().getString("version"));
    assertEquals(2, done(trio, 2, "read", "'key':'once'").json().getInt("value"));
    Reply other = keyed(trio, 1, "{\"key\":\"once\",\"by\":2}");
    assertEquals(422, other.status());
    assertEquals("idempotency_key_reused", other.code());
  }

  private static Reply keyed(Trio trio, int node, String body) throws Exception {
    return trio.api().send(HttpRequest.newBuilder(URI.create(trio.url(node) + "/cache/increment")).header("Content-Type", "application/json")
        .header("Idempotency-Key", "cache-it-1").POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /** Written through all nodes, listened to at one; the one that comes back misses nothing. */
  @Test
  @Timeout(60)
  void changesAreToldInOrderAndGoOnAfterTheLastOneThatWasSeen(Trio trio) throws Exception {
    String seen;
    try (EventTap tap = EventTap.open(trio.url(1), "told-", Optional.empty())) {
      done(trio, 0, "write", "'key':'told-a','value':1");
      done(trio, 0, "write", "'key':'untold','value':1");
      String version = done(trio, 2, "write", "'key':'told-a','value':2").json().getString("version");
      assertEquals("created told-a", text(tap.next()));
      EventTap.Event updated = tap.next();
      assertEquals("updated told-a", text(updated));
      assertEquals(version, updated.data().getString("version"));
      assertEquals(trio.nodes().id(2), updated.data().getString("node"));
      seen = updated.id();
    }
    done(trio, 1, "delete", "'key':'told-a'");
    done(trio, 1, "write", "'key':'told-b','value':1");
    try (EventTap tap = EventTap.open(trio.url(2), "told-", Optional.of(seen))) {
      assertEquals("removed told-a", text(tap.next()));
      assertEquals("created told-b", text(tap.next()));
    }
  }

  private static String text(EventTap.Event event) {
    return event.kind() + " " + event.data().getString("key");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "write | 'key':'bad' | missing_field | value",
      "write | 'key':'bad','value':1,'ttl':0 | out_of_range | ttl",
      "write-all | 'entries':[{'key':'bad','value':1},{'key':'bad2','value':2,'ttl':true}] | wrong_type | entries[1].ttl",
      "read | 'key':'' | bad_name | key"})
  void badInputIsRefusedByNameAndChangesNothing(String path, String fields, String code, String field, Trio trio) throws Exception {
    Reply reply = call(trio, 1, path, fields);
    assertEquals(400, reply.status(), reply.body());
    assertEquals(code, reply.code(), reply.body());
    assertTrue(reply.json().getString("detail").contains(field), reply.body());
    refused(trio, 0, "read", "'key':'bad'", "not_found");
  }
}
