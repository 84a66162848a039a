package io.dss.coherence;

import io.dss.cache.CacheLimits;
import io.dss.cache.Entry;
import io.dss.cache.EntryCodec;
import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.kernel.Utf8;
import java.util.Optional;

/** What {@link MessageCodec} writes of messages about one key. */
final class KeyedCodec {
  private static final int GET_S = 3;
  private static final int GET_M = 4;
  private static final int PUT_M = 5;
  private static final int PUT_S = 6;
  private static final int FETCH_ACK = 7;
  private static final int INV_ACK = 8;
  private static final int DATA_ACK = 9;
  private static final int DATA = 10;
  private static final int FETCH = 11;
  private static final int INV = 12;
  private static final int RELEASE = 13;
  private static final int PUT_ACK = 14;
  private static final int BACKUP = 15;
  private static final int FORGET = 16;
  private static final int BACKUP_ACK = 17;

  private KeyedCodec() {}

  static void write(BinaryWriter out, Message.Keyed message) {
    Message.OfKey about = message.about();
    out.u8(kind(about)).string(message.key());
    if (!writeToHome(out, about) && !writeToCache(out, about)) writeToBackup(out, about);
  }

  static Message read(int kind, BinaryReader in) {
    if (kind < GET_S || kind > BACKUP_ACK) throw new MalformedBinary("coherence message of kind " + kind);
    return new Message.Keyed(key(in), about(kind, in));
  }

  private static int kind(Message.OfKey about) {
    if (about instanceof Message.ToHome toHome) return kindToHome(toHome);
    if (about instanceof Message.ToBackup) return about instanceof Message.Backup ? BACKUP : FORGET;
    if (about instanceof Message.Data) return DATA;
    if (about instanceof Message.Fetch) return FETCH;
    if (about instanceof Message.Inv) return INV;
    if (about instanceof Message.Release) return RELEASE;
    if (about instanceof Message.PutAck) return PUT_ACK;
    Invariant.check(about instanceof Message.BackupAck, "a message without a form: %s", about);
    return BACKUP_ACK;
  }

  private static int kindToHome(Message.ToHome about) {
    if (about instanceof Message.GetS) return GET_S;
    if (about instanceof Message.GetM) return GET_M;
    if (about instanceof Message.PutM) return PUT_M;
    if (about instanceof Message.PutS) return PUT_S;
    if (about instanceof Message.FetchAck) return FETCH_ACK;
    if (about instanceof Message.InvAck) return INV_ACK;
    Invariant.check(about instanceof Message.DataAck, "a message without a form: %s", about);
    return DATA_ACK;
  }

  private static boolean writeToHome(BinaryWriter out, Message.OfKey about) {
    if (!(about instanceof Message.ToHome)) return false;
    if (about instanceof Message.GetM getM) {
      out.bool(getM.have());
    } else if (about instanceof Message.PutM putM) {
      EntryCodec.write(out, putM.entry());
      out.bool(putM.keep());
    } else if (about instanceof Message.FetchAck ack) {
      EntryCodec.write(out.u8(ack.fetched().ordinal()), ack.entry());
    }
    return true;
  }

  private static boolean writeToCache(BinaryWriter out, Message.OfKey about) {
    if (!(about instanceof Message.ToCache)) return false;
    if (about instanceof Message.Data data) {
      EntryCodec.write(out.u8(data.granted().ordinal()), data.grant());
      writeOptional(out, data.entry());
      out.bool(data.fromPeer());
    } else if (about instanceof Message.Fetch fetch) {
      out.bool(fetch.invalidate());
    } else if (about instanceof Message.PutAck ack) {
      EntryCodec.write(out, ack.version());
    } else if (about instanceof Message.BackupAck ack) {
      EntryCodec.write(out, ack.version());
      out.u8(ack.safe().ordinal());
    }
    return true;
  }

  private static void writeToBackup(BinaryWriter out, Message.OfKey about) {
    if (about instanceof Message.Backup backup) {
      EntryCodec.write(out, backup.entry());
      out.bool(backup.through());
    } else {
      EntryCodec.write(out, ((Message.Forget) about).version());
    }
  }

  private static Message.OfKey about(int kind, BinaryReader in) {
    return switch (kind) {
      case GET_S -> new Message.GetS();
      case GET_M -> new Message.GetM(in.bool());
      case PUT_M -> new Message.PutM(EntryCodec.read(in), in.bool());
      case PUT_S -> new Message.PutS();
      case FETCH_ACK -> new Message.FetchAck(place(in, Message.Fetched.values()), EntryCodec.read(in));
      case INV_ACK -> new Message.InvAck();
      case DATA_ACK -> new Message.DataAck();
      case DATA -> new Message.Data(place(in, Message.Granted.values()), EntryCodec.readVersion(in), optionalEntry(in), in.bool());
      case FETCH -> new Message.Fetch(in.bool());
      case INV -> new Message.Inv();
      case RELEASE -> new Message.Release();
      case PUT_ACK -> new Message.PutAck(EntryCodec.readVersion(in));
      case BACKUP -> new Message.Backup(EntryCodec.read(in), in.bool());
      case FORGET -> new Message.Forget(EntryCodec.readVersion(in));
      default -> new Message.BackupAck(EntryCodec.readVersion(in), place(in, Message.Safe.values()));
    };
  }

  static String key(BinaryReader in) {
    String key = in.string();
    if (key.isEmpty() || !Utf8.fits(key, CacheLimits.KEY_BYTES)) throw new MalformedBinary("a key of " + key.length() + " characters");
    return key;
  }

  static <T> T place(BinaryReader in, T[] values) {
    int place = in.u8();
    if (place >= values.length) throw new MalformedBinary("place " + place + " of " + values.length);
    return values[place];
  }

  static void writeOptional(BinaryWriter out, Optional<Entry> entry) {
    out.bool(entry.isPresent());
    entry.ifPresent(there -> EntryCodec.write(out, there));
  }

  static Optional<Entry> optionalEntry(BinaryReader in) {
    return in.bool() ? Optional.of(EntryCodec.read(in)) : Optional.empty();
  }

  static Optional<NodeId> optionalNode(BinaryReader in) {
    return in.bool() ? Optional.of(in.node()) : Optional.empty();
  }
}
