package io.dss.cluster;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** The binary form of a {@link View}, stored in snapshots and sent to nodes, and of the values in it. */
public final class ViewCodec {
  private static final int VERSION = 1;

  private ViewCodec() {}

  public static byte[] encoded(View view) {
    BinaryWriter out = new BinaryWriter(256).u8(VERSION);
    write(out, view);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no view */
  public static View decoded(byte[] bytes) {
    return whole(bytes, VERSION, "view", ViewCodec::view);
  }

  /** One whole form: its version, a value, and nothing after it. What the value itself refuses is malformed too. */
  static <T> T whole(byte[] bytes, int version, String form, Function<BinaryReader, T> read) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(version, form);
    try {
      T value = read.apply(in);
      in.end();
      return value;
    } catch (IllegalArgumentException e) {
      throw new MalformedBinary(form + ": " + e.getMessage());
    }
  }

  /** A ring's members are those of its role, so only its epochs are written. */
  static void write(BinaryWriter out, View view) {
    write(out, view.epoch());
    out.count(view.members().size());
    for (Member member : view.members()) write(out, member);
    for (RingView ring : view.rings()) {
      write(out, ring.epoch());
      out.bool(ring.previous().isPresent());
      ring.previous().ifPresent(previous -> write(out, previous));
    }
  }

  static View view(BinaryReader in) {
    Epoch epoch = epoch(in);
    List<Member> members = new ArrayList<>();
    for (int left = in.size(4); left > 0; left--) members.add(member(in));
    List<RingView> rings = new ArrayList<>();
    if (!epoch.equals(Epoch.NONE)) for (Role role : Role.values()) rings.add(ring(in, role, members));
    return new View(epoch, members, rings);
  }

  private static RingView ring(BinaryReader in, Role role, List<Member> members) {
    Epoch epoch = epoch(in);
    Optional<Epoch> previous = in.bool() ? Optional.of(epoch(in)) : Optional.empty();
    List<Incarnation> ofRole = members.stream().filter(member -> member.roles().contains(role)).map(Member::incarnation).toList();
    return new RingView(role, epoch, previous, ofRole);
  }

  static void write(BinaryWriter out, Epoch epoch) {
    out.count(epoch.generation()).count(epoch.logIndex());
  }

  static Epoch epoch(BinaryReader in) {
    return new Epoch(in.count(), in.count());
  }

  static void write(BinaryWriter out, Member member) {
    out.incarnation(member.incarnation()).string(member.url()).count(member.roles().size());
    for (Role role : member.roles()) write(out, role);
    out.bool(member.disk().isPresent());
    member.disk().ifPresent(disk -> out.string(disk.value()));
  }

  static Member member(BinaryReader in) {
    Incarnation incarnation = in.incarnation();
    String url = in.string();
    SortedSet<Role> roles = new TreeSet<>();
    for (int left = in.size(1); left > 0; left--) {
      Role role = role(in);
      if (!roles.isEmpty() && roles.last().compareTo(role) >= 0) throw new MalformedBinary("the roles of " + incarnation + " are not sorted");
      roles.add(role);
    }
    return new Member(incarnation, url, roles, in.bool() ? Optional.of(new DiskId(in.string())) : Optional.empty());
  }

  static void write(BinaryWriter out, Role role) {
    out.u8(role.number());
  }

  static Role role(BinaryReader in) {
    int number = in.u8();
    for (Role role : Role.values()) if (role.number() == number) return role;
    throw new MalformedBinary("role " + number);
  }

  static void write(BinaryWriter out, LeaseTerms terms) {
    out.count(terms.leaseMillis()).count(terms.removalMillis()).u8(terms.marginPercent());
  }

  static LeaseTerms terms(BinaryReader in) {
    return new LeaseTerms(in.count(), in.count(), in.u8());
  }
}
