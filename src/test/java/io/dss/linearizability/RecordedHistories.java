package io.dss.linearizability;

import io.dss.linearizability.RegisterModel.Answer;
import io.dss.linearizability.RegisterModel.CompareAndSet;
import io.dss.linearizability.RegisterModel.Read;
import io.dss.linearizability.RegisterModel.Register;
import io.dss.linearizability.RegisterModel.Write;
import io.dss.linearizability.TextModel.Append;
import io.dss.linearizability.TextModel.Get;
import io.dss.linearizability.TextModel.Put;
import io.dss.linearizability.TextModel.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the histories in {@code src/test/resources/histories}; the number of a line is its time. */
final class RecordedHistories {
  private static final Pattern JEPSEN = Pattern.compile("INFO\\s+jepsen\\.util - (\\d+)\\s+:(invoke|ok|fail|info)\\s+:(read|write|cas)\\s+(.*)");
  private static final Pattern TEXT =
      Pattern.compile("\\{:process (\\d+), :type :(invoke|ok), :f :(get|put|append), :key \"(.*)\", :value (nil|\"(.*)\")}");

  private RecordedHistories() {}

  static List<Operation<Register>> register(String file) {
    List<Operation<Register>> history = new ArrayList<>();
    Map<String, Pending> pending = new TreeMap<>();
    int time = 0;
    for (String line : lines("jepsen/" + file)) {
      Matcher at = JEPSEN.matcher(line);
      if (!at.matches()) continue;
      time++;
      String process = at.group(1);
      if (at.group(2).equals("invoke")) {
        pending.put(process, new Pending(at.group(3), at.group(4).trim(), time));
      } else {
        // A call that timed out stays pending: its process number is never used again.
        Pending call = pending.get(process);
        if (at.group(2).equals("info") || at.group(4).contains(":timed-out")) continue;
        pending.remove(process);
        Answer answer = at.group(2).equals("ok") ? Answer.SET : Answer.DIFFERENT;
        history.add(new Operation<>("register", register(call, at.group(4).trim(), answer), call.called(), time));
      }
    }
    for (Pending call : pending.values()) {
      // What was read is not known, and a read changes nothing: it says nothing.
      if (!call.what().equals("read")) {
        history.add(new Operation<>("register", register(call, call.value(), Answer.UNKNOWN), call.called(), Operation.NEVER));
      }
    }
    return history;
  }

  static List<Operation<Text>> text(String file) {
    List<Operation<Text>> history = new ArrayList<>();
    Map<String, Pending> pending = new TreeMap<>();
    int time = 0;
    for (String line : lines("kv/" + file)) {
      Matcher at = TEXT.matcher(line);
      if (!at.matches()) throw new IllegalArgumentException(file + ": " + line);
      time++;
      String value = at.group(6);
      if (at.group(2).equals("invoke")) {
        pending.put(at.group(1), new Pending(at.group(3), value, time));
      } else {
        Pending call = pending.remove(at.group(1));
        history.add(new Operation<>(at.group(4), text(call, value), call.called(), time));
      }
    }
    if (!pending.isEmpty()) throw new IllegalArgumentException(file + " ends with open calls: " + pending);
    return history;
  }

  private static Register register(Pending call, String answered, Answer answer) {
    if (call.what().equals("read")) return new Read(answered.equals("nil") ? Optional.empty() : Optional.of(Integer.parseInt(answered)));
    if (call.what().equals("write")) return new Write(Integer.parseInt(call.value()));
    String[] pair = call.value().replaceAll("[\\[\\]]", "").split(" ");
    return new CompareAndSet(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]), answer);
  }

  private static Text text(Pending call, String answered) {
    if (call.what().equals("get")) return new Get(answered);
    return call.what().equals("put") ? new Put(call.value()) : new Append(call.value());
  }

  private static List<String> lines(String path) {
    try (InputStream in = RecordedHistories.class.getResourceAsStream("/histories/" + path)) {
      if (in == null) throw new IllegalArgumentException("no history " + path);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Pending(String what, String value, int called) {}
}
