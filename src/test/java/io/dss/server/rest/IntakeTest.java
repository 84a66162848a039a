package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
  private final LockCalls calls = new LockCalls(new FakeLocks(), new Intake(1_000));

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json", "text/html, application/json;q=0.1", "application/*", "APPLICATION/JSON", "text/html,*/*;q=0.8", "text/*;q=0,*/*"})
  void acceptThatAllowsJsonIsFine(String accept) {
    assertEquals(200, run(FakeCall.get("/locks").with("Accept", accept), calls::list).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "APPLICATION/JSON", "application/json; charset=UTF-8", "application/json;charset=\"utf-8\"", "application/json; v=1"})
  void jsonIsReadHoweverItsTypeIsWritten(String type) {
    assertEquals(200, run(FakeCall.post("/lock/check", "{\"lock_name\":\"a\",\"fencing_token\":7}").with("Content-Type", type), calls::check).status());
  }

  @Test
  void aBodyWithoutATypeIsReadAsJson() {
    FakeCall call = new FakeCall("POST", "/lock/check", Optional.empty(), Map.of(), "{\"lock_name\":\"a\",\"fencing_token\":7}".getBytes());
    assertEquals(200, run(call, calls::check).status());
  }

  @Test
  void nothingIsReadOfABodyThatTellsThatItIsTooLarge() {
    FakeCall call = FakeCall.post("/lock/acquire", " ".repeat(1_001));
    Call unread = new UnreadCall(call);
    assertEquals(413, Answering.attempt(unread, calls::acquire).toCompletableFuture().join().status());
  }

  /** Size is checked after the kind of body and before JSON. */
  @Test
  void theChecksComeInTheOrderOfTheContract() {
    FakeCall everything = FakeCall.post("/lock/acquire", "{".repeat(1_001)).with("Content-Type", "text/plain").with("Accept", "text/html").with("Idempotency-Key", "");
    assertEquals(415, run(everything, calls::acquire).status());
    assertEquals(406, run(everything.with("Content-Type", "application/json"), calls::acquire).status());
    FakeCall large = everything.with("Content-Type", "application/json").with("Accept", "*/*");
    assertEquals(413, run(large, calls::acquire).status());
    assertTrue(run(FakeCall.post("/lock/acquire", "{\"client_id\":1,\"timeout\":0,\"lock_name\":\"\"}"), calls::acquire).text().contains("lock_name is no name"));
    assertTrue(run(FakeCall.post("/lock/acquire", "{\"client_id\":1,\"timeout\":0,\"lock_name\":\"a\"}"), calls::acquire).text().contains("client_id is the number 1"));
  }

  /** Some clients send no body as chunks, of which there is none. */
  @Test
  void chunksWithNothingInThemAreNoBodyWhereNoneIsNeeded() {
    FakeCall get = FakeCall.get("/locks").with("Transfer-Encoding", "chunked");
    assertEquals(200, run(get, calls::list).status());
    assertEquals(406, run(get.with("Accept", "text/html"), calls::list).status());
    assertEquals(400, run(FakeCall.post("/lock/acquire", "").with("Transfer-Encoding", "chunked"), calls::acquire).status());
  }

  private record UnreadCall(Call call) implements Call {
    @Override
    public String method() {
      return call.method();
    }

    @Override
    public String path() {
      return call.path();
    }

    @Override
    public Optional<String> query() {
      return call.query();
    }

    @Override
    public Optional<String> header(String name) {
      return call.header(name);
    }

    @Override
    public long contentLength() {
      return call.contentLength();
    }

    @Override
    public InputStream body() {
      throw new AssertionError("it was read");
    }

    @Override
    public String remoteAddress() {
      return call.remoteAddress();
    }
  }

  private static Answer run(FakeCall call, Function<Call, CompletionStage<Answer>> work) {
    return Answering.attempt(call, work).toCompletableFuture().getNow(null);
  }
}
