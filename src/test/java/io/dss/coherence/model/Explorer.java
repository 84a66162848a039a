package io.dss.coherence.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Visits every state that can be reached, breadth first, so that what it finds broken has the fewest steps that lead there. States are told apart by 128 bits of
 * a digest of all that is in them: that two are taken for one is less likely than that the machine errs.
 */
final class Explorer {
  private record Seen(long high, long low) {}

  private record Visit(World world, int path) {}

  /** @param broken the rule and the steps that lead there */
  record Found(long states, long steps, Optional<String> broken) {}

  private final MessageDigest digest = digest();
  private final Set<Seen> seen = new HashSet<>();
  private final Deque<Visit> next = new ArrayDeque<>();
  /** How each state was come to first: the step, and the state before. */
  private final List<String> steps = new ArrayList<>();
  private final List<Integer> before = new ArrayList<>();
  private final int mostStates;
  private long stepsTaken;

  Explorer(int mostStates) {
    this.mostStates = mostStates;
  }

  Found explore(World start) {
    visit(start, "", -1);
    while (!next.isEmpty()) {
      Visit visit = next.poll();
      try {
        Optional<String> broken = expand(visit);
        if (broken.isPresent()) return new Found(seen.size(), stepsTaken, broken);
      } catch (World.Broken broken) {
        return new Found(seen.size(), stepsTaken, Optional.of(broken.getMessage() + "\n" + path(visit.path())));
      }
      if (seen.size() > mostStates) throw new IllegalStateException("more than " + mostStates + " states");
    }
    return new Found(seen.size(), stepsTaken, Optional.empty());
  }

  private Optional<String> expand(Visit visit) {
    List<String> possible = visit.world().steps();
    if (possible.stream().noneMatch(step -> step.startsWith("deliver") || step.startsWith("store") || step.startsWith("enter"))) visit.world().checkEnd();
    for (String step : possible) {
      World after = visit.world().copy();
      stepsTaken++;
      try {
        after.step(step);
      } catch (World.Broken | IllegalStateException | AssertionError broken) {
        return Optional.of(broken.getMessage() + "\n" + path(visit.path()) + "  " + step);
      }
      visit(after, step, visit.path());
    }
    return Optional.empty();
  }

  private void visit(World world, String step, int from) {
    if (!seen.add(key(world))) return;
    steps.add(step);
    before.add(from);
    next.add(new Visit(world, steps.size() - 1));
  }

  private Seen key(World world) {
    byte[] sum = digest.digest(world.text().getBytes(StandardCharsets.UTF_8));
    return new Seen(number(sum, 0), number(sum, Long.BYTES));
  }

  private static long number(byte[] bytes, int from) {
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) number = number << Byte.SIZE | bytes[from + i] & 0xff;
    return number;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String path(int to) {
    List<String> path = new ArrayList<>();
    for (int at = to; at > 0; at = before.get(at)) path.add("  " + steps.get(at) + "\n");
    Collections.reverse(path);
    return String.join("", path);
  }
}
