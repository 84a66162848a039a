package io.dss.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on loopback whose network can be broken at run time; one stands in each ordered pair of nodes. Built for a test's few connections: two
 * threads each. Methods may be called by any thread and take effect on open connections too.
 */
public final class TcpProxy implements AutoCloseable {
  /** What becomes of bytes, for each direction by itself. */
  private enum Flow {
    PASS,
    /** Read from one side and held back for ever: like a cut cable, neither side gets an error, and a connection that lived through it never goes on. */
    SWALLOW
  }

  private static final System.Logger LOG = System.getLogger(TcpProxy.class.getName());
  private static final int BUFFER_BYTES = 256 << 10;
  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile Flow forward = Flow.PASS;
  private volatile Flow backward = Flow.PASS;
  private volatile int delayMillis;
  private volatile boolean refusing;

  private TcpProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  /** Begins to pass connections on. @param listenPort 0 for any */
  public static TcpProxy start(int listenPort, int targetPort) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    TcpProxy proxy = new TcpProxy(new ServerSocket(listenPort, 50, loopback), new InetSocketAddress(loopback, targetPort));
    proxy.begin("accept", proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections are open through it. */
  public int connections() {
    return pairs.size();
  }

  /** Stalls both directions; new connections are accepted and stall too. */
  public void cut() {
    cutForward();
    cutBackward();
  }

  /** Stalls what goes from who connects to the target; answers still pass. */
  public synchronized void cutForward() {
    forward = Flow.SWALLOW;
  }

  /** Stalls what goes from the target to who connected. */
  public synchronized void cutBackward() {
    backward = Flow.SWALLOW;
  }

  /** Holds every piece of data (of up to 256 KiB, so that is also the most that passes in that time) for so long, in each direction; 0 for none. */
  public void delay(int millis) {
    delayMillis = millis;
  }

  /** Ends every open connection with a reset; new ones pass. */
  public void drop() {
    pairs.forEach(Pair::reset);
  }

  /** Resets every open connection and every new one, like a machine on which nothing listens. */
  public void refuse() {
    refusing = true;
    drop();
  }

  /** Passes again. Connections from which bytes were held back are reset: their streams have a hole. */
  public synchronized void heal() {
    forward = Flow.PASS;
    backward = Flow.PASS;
    delayMillis = 0;
    refusing = false;
    pairs.stream().filter(pair -> pair.heldForward || pair.heldBackward).forEach(Pair::reset);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    drop();
    for (Thread thread : threads) {
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (thread.isAlive()) throw new IllegalStateException(thread.getName() + " did not end");
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) throw new IllegalStateException("the proxy cannot accept", e);
      }
    }
  }

  private void connect(Socket from) {
    Pair pair = new Pair(from, new Socket());
    pairs.add(pair);
    if (refusing || listener.isClosed()) pair.reset();
    else begin("forward", pair::forward);
  }

  private void begin(String what, Runnable work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } finally {
        threads.remove(Thread.currentThread());
      }
    }, "proxy-" + port() + "-" + what);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Whether data or an end may go on that way now. One lock with {@link #heal}: a pair that stalls is either seen by it or does not stall. */
  private synchronized boolean passes(Pair pair, boolean ahead) {
    if ((ahead ? forward : backward) == Flow.SWALLOW) {
      if (ahead) pair.heldForward = true;
      else pair.heldBackward = true;
    }
    return ahead ? !pair.heldForward : !pair.heldBackward;
  }

  private final class Pair {
    private final Socket from;
    private final Socket to;
    /** Something was held back that way: it stays stalled until {@link #heal}, which ends the pair. Guarded by the proxy. */
    private boolean heldForward;
    private boolean heldBackward;

    Pair(Socket from, Socket to) {
      this.from = from;
      this.to = to;
    }

    /** Through a cut in either direction no connection comes into being, as TCP needs both. */
    void forward() {
      if (!passes(this, true) || !passes(this, false)) return;
      try {
        from.setTcpNoDelay(true);
        to.connect(target);
        to.setTcpNoDelay(true);
      } catch (IOException e) {
        reset();
        return;
      }
      begin("backward", () -> pump(to, from, false));
      pump(from, to, true);
    }

    private void pump(Socket in, Socket out, boolean ahead) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream source = in.getInputStream();
        OutputStream sink = out.getOutputStream();
        for (int got = source.read(buffer); got >= 0; got = source.read(buffer)) {
          if (delayMillis > 0) Thread.sleep(delayMillis);
          if (!passes(this, ahead)) return;
          sink.write(buffer, 0, got);
        }
        end(ahead);
      } catch (IOException e) {
        end(ahead);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** An end travels like data: who is behind a cut does not learn that the other side has closed. */
    private void end(boolean ahead) {
      if (passes(this, ahead)) reset(false);
    }

    void reset() {
      reset(true);
    }

    /** With a linger time of 0 closing sends RST. Synchronized: a socket that is being closed takes no option. */
    private synchronized void reset(boolean hard) {
      for (Socket socket : new Socket[] {from, to}) {
        if (hard) lingerNot(socket);
        try {
          socket.close();
        } catch (IOException e) {
          throw new IllegalStateException("a socket of the proxy does not close", e);
        }
      }
      pairs.remove(this);
    }

    private static void lingerNot(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException gone) {
        // The other side was quicker: there is no connection left to reset.
        LOG.log(System.Logger.Level.DEBUG, "nothing to reset", gone);
      }
    }
  }
}
