package io.dss.server.config;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/** Whether a host name means this machine: one of its addresses belongs to one of our interfaces. Asks the name service, so only at the start. */
public final class OwnHosts implements Predicate<String> {
  @Override
  public boolean test(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) return true;
      }
      return false;
    } catch (UnknownHostException | SocketException e) {
      // A name that nobody knows here is not ours; the entry it stands in is reported if no other one is.
      return false;
    }
  }
}
