package io.dss.transport.servlet;

import io.dss.transport.PeerDoor;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes upgrades at {@code /peer}; whatever else comes there gets a problem document. To be registered as an instance:
 * {@code context.addServlet("peer", new PeerServlet(...)).addMapping("/peer")}.
 */
public final class PeerServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private final transient Supplier<Optional<PeerDoor>> door;

  /** @param door asked at every request; empty while the node has none (it starts, stops, or has no peers): 503 then */
  public PeerServlet(Supplier<Optional<PeerDoor>> door) {
    this.door = door;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
    PeerDoor.Verdict verdict = door.get().map(open -> open.knock(request.getMethod(), request::getHeader)).orElse(PeerDoor.CLOSED);
    response.setStatus(verdict.status());
    verdict.headers().forEach(response::setHeader);
    if (verdict instanceof PeerDoor.Welcome welcome) {
      request.upgrade(PeerUpgrade.class).welcome(welcome);
    } else if (verdict instanceof PeerDoor.Refused refused) {
      byte[] problem = refused.problem().getBytes(StandardCharsets.UTF_8);
      response.setContentLength(problem.length);
      response.getOutputStream().write(problem);
    }
  }
}
