package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** {@code GET /cluster}, {@code /cluster/ring}, {@code /raft}. */
@Path("/")
@ApplicationScoped
public class StatusResource {
  @Inject private StatusCalls calls;
  @Inject private Answering answering;

  @GET
  @Path("/cluster")
  public void cluster(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::cluster);
  }

  @GET
  @Path("/cluster/ring")
  public void ring(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::ring);
  }

  @GET
  @Path("/raft")
  public void raft(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::raft);
  }
}
