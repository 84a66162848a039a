package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code GET /cluster}, {@code /cluster/ring}, {@code /raft}. */
@Path("/")
@ApplicationScoped
public class StatusResource {
  @Inject private StatusCalls calls;
  @Inject private Answering answering;

  @GET
  @Path("/cluster")
  public void cluster(@Suspended AsyncResponse response) {
    answering.answer(response, calls::cluster);
  }

  @GET
  @Path("/cluster/ring")
  public void ring(@Suspended AsyncResponse response) {
    answering.answer(response, calls::ring);
  }

  @GET
  @Path("/raft")
  public void raft(@Suspended AsyncResponse response) {
    answering.answer(response, calls::raft);
  }
}
