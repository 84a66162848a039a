package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.protocol.Rejected;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner against the parser of the platform, over texts that are right and texts that are nearly so. */
class JsonScannerTest {
  private static final long SEED = Long.getLong("dss.test.seed", 20_260_101L);
  private static final String REPLAY = "mvn test -Dtest=JsonScannerTest -Ddss.test.seed=" + SEED;
  private static final JsonReaderFactory PLATFORM = Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());
  private static final String[] PIECES = {
    "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0041", "\\ud83d", "\\n", "\\x", " ", "\n", "\t", "0", "1", "-", ".", "e", "E+", "true", "false", "null", "nul", "a", "ä",
    "𝄞", "\u0001", "\u007f", "\uFEFF", "\"a\":", "{}", "[]", "1e5", "01", "\"b\""
  };

  @Test
  void whateverIsRightIsReadAsThePlatformReadsIt() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      String text = value(random, 0);
      byte[] bytes = text.getBytes(UTF_8);
      JsonField field = JsonField.at(bytes, JsonScanner.check(bytes));
      assertEquals(platform(text).orElseThrow(), tree(field), () -> text + "\n" + REPLAY);
    }
  }

  @Test
  void whatIsNearlyRightIsTakenOrRefusedAsThePlatformDoes() {
    Random random = new Random(SEED + 1);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = spoiled(value(random, 0), random).getBytes(UTF_8);
      boolean taken = taken(bytes);
      // Through UTF-8 and back: what Java's strings hold and UTF-8 does not is no matter of JSON.
      String text = new String(bytes, UTF_8);
      assertEquals(platform(text).isPresent(), taken, () -> text + "\n" + REPLAY);
      if (!taken) refused++;
    }
    assertTrue(refused > 5_000 && refused < 19_500, "refused " + refused + " of 20000");
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedAsThePlatformDoes() {
    Random random = new Random(SEED + 2);
    for (int round = 0; round < 20_000; round++) {
      byte[] inside = "\"äöü€𝄞abc\"".getBytes(UTF_8);
      for (int spoils = random.nextInt(3); spoils > 0; spoils--) inside[1 + random.nextInt(inside.length - 2)] = (byte) random.nextInt(0x80, 0x100);
      assertEquals(isUtf8(inside), taken(inside), () -> Arrays.toString(inside) + "\n" + REPLAY);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'{'|it ends too early: line 1, column 2", "'{\"a\":1,\"a\":2}'|the name \"a\" comes twice in one object: line 1, column 11",
    "'[1,]'|not JSON: line 1, column 4", "'{} x'|more than one value: line 1, column 4", "'{\"ä\":x}'|not JSON: line 1, column 6"
  })
  void aRefusalTellsWhatAndWhere(String text, String detail) {
    assertEquals(detail, assertThrows(Rejected.class, () -> JsonScanner.check(text.getBytes(UTF_8))).problem().detail());
  }

  @Test
  void linesAreCounted() {
    Rejected refused = assertThrows(Rejected.class, () -> JsonScanner.check("{\n  \"a\": [\n 1 2]}".getBytes(UTF_8)));
    assertEquals("not JSON: line 3, column 4", refused.problem().detail());
  }

  @Test
  void sixtyFourLevelsAreFineAndOneMoreIsNot() {
    assertTrue(taken(("[".repeat(64) + "]".repeat(64)).getBytes(UTF_8)));
    assertTrue(taken(("[" + "[],{\"a\":[]},".repeat(100) + "[]]").getBytes(UTF_8)));
    Rejected refused = assertThrows(Rejected.class, () -> JsonScanner.check(("[".repeat(65) + "]".repeat(65)).getBytes(UTF_8)));
    assertTrue(refused.problem().detail().startsWith("nested deeper than 64"), refused::getMessage);
  }

  @Test
  void aNameThatComesTwiceIsFoundHoweverManyThereAreAndHoweverItIsWritten() {
    for (int count : new int[] {1, 7, 8, 9, 10, 1_000}) {
      StringBuilder members = new StringBuilder("{");
      for (int at = 0; at < count; at++) members.append("\"n").append(at).append("\":{\"n0\":0},");
      String all = members.toString();
      assertTrue(taken((all + "\"last\":1}").getBytes(UTF_8)), () -> count + " names");
      for (String again : List.of("n0", "\\u006e0", "n" + (count - 1))) {
        byte[] twice = (all + "\"" + again + "\":1}").getBytes(UTF_8);
        assertTrue(assertThrows(Rejected.class, () -> JsonScanner.check(twice)).problem().detail().contains("comes twice"), again);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", " 1", "1 ", "-0", "1.5e-3", "\"\"", "null", "true", " [ ] ", "{\"a\" : [ 1 , { \"b\" : null } ] }"})
  void theRawTextOfAValueHasNeitherMoreNorLess(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertEquals(text.strip(), new String(JsonField.at(bytes, JsonScanner.check(bytes)).raw(), UTF_8));
  }

  private static boolean taken(byte[] bytes) {
    try {
      JsonScanner.check(bytes);
      return true;
    } catch (Rejected e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Optional<Object> platform(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      // A reader does not look behind the first value; a parser does, when it is asked for more.
      while (parser.hasNext()) parser.next();
    } catch (JsonException e) {
      return Optional.empty();
    }
    try (JsonReader reader = PLATFORM.createReader(new StringReader(text))) {
      return Optional.of(tree(reader.readValue()));
    } catch (JsonException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Object tree(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT -> ((JsonObject) value).entrySet().stream().map(member -> List.of(member.getKey(), tree(member.getValue()))).toList();
      case ARRAY -> ((JsonArray) value).stream().map(JsonScannerTest::tree).toList();
      case STRING -> "s" + ((JsonString) value).getString();
      case NUMBER -> ((JsonNumber) value).bigDecimalValue();
      case TRUE, FALSE, NULL -> value.toString();
    };
  }

  private static Object tree(JsonField field) {
    return switch (field.kind()) {
      case OBJECT -> field.members().entrySet().stream().map(member -> List.of(member.getKey(), tree(member.getValue()))).toList();
      case LIST -> field.elements().stream().map(JsonScannerTest::tree).toList();
      case STRING -> "s" + field.text();
      case NUMBER -> new BigDecimal(field.text());
      case BOOLEAN, NULL -> field.text();
    };
  }

  private static String value(Random random, int depth) {
    String blank = " \n\t\r".substring(0, random.nextInt(5)).repeat(random.nextInt(2));
    return blank + switch (random.nextInt(depth > 4 ? 5 : 8)) {
      case 0 -> Integer.toString(random.nextInt(-1_000, 1_000));
      case 1 -> random.nextInt(100) + "." + random.nextInt(100) + List.of("", "e5", "E-7", "e+0").get(random.nextInt(4));
      case 2 -> List.of("true", "false", "null").get(random.nextInt(3));
      case 3, 4 -> string(random);
      case 5 -> object(random, depth);
      default -> list(random, depth);
    } + blank;
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder("\"");
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append(List.of("a", "ä", "€", "𝄞", "\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\u00e4", "\\uD834\\uDD1E", "{", "]", ":", ",", "\u007f").get(random.nextInt(15)));
    }
    return text.append('"').toString();
  }

  private static String object(Random random, int depth) {
    StringBuilder text = new StringBuilder("{");
    int members = random.nextInt(11);
    for (int at = 0; at < members; at++) text.append(at > 0 ? "," : "").append(" \"n").append(at).append("\"").append(at % 2 == 0 ? " " : "").append(':').append(value(random, depth + 1));
    return text.append("}").toString();
  }

  private static String list(Random random, int depth) {
    StringBuilder text = new StringBuilder("[");
    int elements = random.nextInt(5);
    for (int at = 0; at < elements; at++) text.append(at > 0 ? "," : "").append(value(random, depth + 1));
    return text.append("]").toString();
  }

  private static String spoiled(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int until = Math.min(text.length(), at + random.nextInt(3));
    return text.substring(0, at) + (random.nextInt(4) > 0 ? PIECES[random.nextInt(PIECES.length)] : "") + text.substring(until);
  }
}
