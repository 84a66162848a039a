package io.dss.cluster;

import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A node as it presents itself when it joins; nothing of it changes while that incarnation lives.
 *
 * @param url where it answers, at most {@link #MAX_URL_LENGTH} characters
 * @param roles at least one. Unmodifiable
 * @param disk the disk it runs on, if it has one
 */
public record Member(Incarnation incarnation, String url, SortedSet<Role> roles, Optional<DiskId> disk) {
  public static final int MAX_URL_LENGTH = 512;

  public Member {
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    if (roles.isEmpty()) throw new IllegalArgumentException(incarnation + " has no role");
    if (url.isEmpty() || url.length() > MAX_URL_LENGTH) {
      throw new IllegalArgumentException("the url of " + incarnation + " has " + url.length() + " characters: 1-" + MAX_URL_LENGTH + " are allowed");
    }
  }

  public NodeId node() {
    return incarnation.node();
  }
}
